from intacct_desktop.api.exchange import visible_body, visible_headers, visible_parameters


def test_only_harmless_headers_are_shown() -> None:
    shown = visible_headers(
        [
            ("Authorization", "Bearer abc"),
            ("X-IA-API-Param-Entity", "100"),
            ("X-IA-Sage-Signature", "abc"),
            ("Cookie", "sid=1"),
            ("Content-Type", "a/b"),
        ]
    )
    assert shown == {
        "Authorization": "•••",
        "X-IA-API-Param-Entity": "100",
        "X-IA-Sage-Signature": "•••",
        "Cookie": "•••",
        "Content-Type": "a/b",
    }


def test_members_that_sound_secret_lose_their_value() -> None:
    body = b'{"id":"1","access_token":"abc","nested":{"webPassword" : "p\\"q","sessionId":"s"},"name":"token"}'
    shown = visible_body(body, "application/json", secret=False)
    assert shown == '{"id":"1","access_token":"•••","nested":{"webPassword":"•••","sessionId":"•••"},"name":"token"}'


def test_a_secret_need_not_be_a_text() -> None:
    body = b'{"password":12345,"webPwd" : -1.5e3,"tokens":["abc","def"],"password":{"neverExpires":true},"secret":null,"amount":1}'
    shown = visible_body(body, "application/json", secret=False)
    assert shown == '{"password":"•••","webPwd":"•••","tokens":"•••","password":{"neverExpires":true},"secret":null,"amount":1}'


def test_parameters_that_sound_secret_lose_their_value() -> None:
    assert visible_parameters({"name": "a b/c", "sessionId": "abc"}) == "name=a+b%2Fc&sessionId=•••"


def test_a_secret_cut_off_by_the_excerpt_stays_hidden() -> None:
    body = b'{"fill":"' + b"x" * 39_950 + b'","refresh_token":"' + b"s" * 40_000 + b'"}'
    shown = visible_body(body, "application/json", secret=False) or ""
    assert "ss" not in shown


def test_the_token_endpoints_show_nothing() -> None:
    assert visible_body(b"grant_type=x&client_secret=y", "application/x-www-form-urlencoded", secret=True) == "•••"


def test_a_file_is_only_measured() -> None:
    assert visible_body(b"%PDF" * 300, "application/pdf", secret=False) == "1,200 bytes of application/pdf"
