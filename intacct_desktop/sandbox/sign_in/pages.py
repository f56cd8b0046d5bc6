"""The pages that a person sees while signing in: sign-in form, consent, and what cannot go on. Plain HTML, in English or French."""

from collections.abc import Iterable, Mapping
from html import escape

from starlette.responses import HTMLResponse

from intacct_desktop.sandbox.company.people import User

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "sign-in": "Sign in to your company",
        "application": "Practice company, on this computer only",
        "company": "Company ID",
        "user": "User ID",
        "password": "Password",
        "submit": "Sign in",
        "try": "Who you can be here",
        "reads": "reads only",
        "bound": "entity {entity} only",
        "all": "Each of them has the password {password}",
        "wrong": "The company ID, user ID or password is not correct.",
        "consent": "Allow access?",
        "asks": "{client} asks to read and change the records of {company} with the rights of {user}.",
        "offline": "It may stay signed in until you withdraw this.",
        "allow": "Allow",
        "deny": "Deny",
        "stopped": "Sign-in cannot go on",
        "locked": "Too many wrong tries. Start again from the application.",
        "expired": "This page is no longer valid. Start again from the application.",
        "client": "The application is not known here: its client_id is not the right one.",
        "redirect": "The redirect_uri of the application is not one of those registered for it.",
        "missing": "Page not found",
        "nothing": "There is nothing at this address.",
    },
    "fr": {
        "sign-in": "Connexion à votre entreprise",
        "application": "Entreprise d’essai, sur cet ordinateur seulement",
        "company": "Identifiant de l’entreprise",
        "user": "Identifiant d’utilisateur",
        "password": "Mot de passe",
        "submit": "Se connecter",
        "try": "Qui vous pouvez être ici",
        "reads": "lecture seule",
        "bound": "entité {entity} seulement",
        "all": "Tous ont le mot de passe {password}",
        "wrong": "L’identifiant de l’entreprise, celui de l’utilisateur ou le mot de passe est incorrect.",
        "consent": "Autoriser l’accès ?",
        "asks": "{client} demande à lire et à modifier les données de {company} avec les droits de {user}.",
        "offline": "L’application pourra rester connectée jusqu’à ce que vous retiriez cet accord.",
        "allow": "Autoriser",
        "deny": "Refuser",
        "stopped": "La connexion ne peut pas continuer",
        "locked": "Trop d’essais infructueux. Recommencez depuis l’application.",
        "expired": "Cette page n’est plus valable. Recommencez depuis l’application.",
        "client": "L’application n’est pas connue ici : son client_id n’est pas le bon.",
        "redirect": "Le redirect_uri de l’application ne fait pas partie de ceux qui sont enregistrés pour elle.",
        "missing": "Page introuvable",
        "nothing": "Il n’y a rien à cette adresse.",
    },
}

_STYLE = """
:root {
  color-scheme: light dark;
  --back: #f3f5f4; --card: #ffffff; --text: #17211c; --quiet: #4d5a53; --line: #7c8982; --accent: #00684a; --on: #ffffff; --bad: #a4161a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #141917; --card: #1f2623; --text: #eef2f0; --quiet: #b4bfb9; --line: #78857e; --accent: #4fd1a1; --on: #06261b; --bad: #ff9d9d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
}
main {
  width: 100%; max-width: 26rem; padding: 1.5rem 2rem;
  background: var(--card); border-radius: .75rem; box-shadow: 0 1px 8px rgb(0 0 0 / 20%);
}
h1 { margin: 0; font-size: 1.25rem; line-height: 1.25; }
h2 { margin: 0 0 .25rem; font-size: 1rem; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
aside { margin-top: 1rem; padding-top: .75rem; font-size: .875rem; border-top: 1px solid var(--line); }
ul { margin: 0; padding-left: 1.25rem; }
code { color: var(--text); white-space: nowrap; }
.quiet { color: var(--quiet); }
.bad { color: var(--bad); }
label { display: block; margin: .75rem 0 .25rem; font-weight: 600; }
input {
  width: 100%; padding: .5rem .625rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: .375rem;
}
button {
  margin: 1rem .5rem 0 0; padding: .5rem 1.25rem; font: inherit; font-weight: 600; cursor: pointer;
  background: var(--accent); color: var(--on); border: 1px solid var(--accent); border-radius: .375rem;
}
button.second { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
"""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def language(accept_language: str | None) -> str:
    """``en`` or ``fr``: the one of the two that an Accept-Language header prefers."""
    best, weight = "en", 0.0
    for entry in (accept_language or "").split(","):
        name, _, quality = entry.strip().partition(";q=")
        code = name.partition("-")[0].lower()
        try:
            share = float(quality or 1)
        except ValueError:
            continue
        if code in _TEXTS and share > weight:
            best, weight = code, share
    return best


def sign_in(
    lang: str, action: str, hidden: Mapping[str, str], company_id: str, user_id: str, users: Iterable[User], *, wrong: bool = False
) -> HTMLResponse:
    """The form for company, user and password; ``wrong`` after a failed try, with what was typed but for the password.

    Below it stand the ``users`` and their passwords: the company is invented, and nobody should have to look for a way in.
    """
    texts = _TEXTS[lang]
    described = ' aria-describedby="problem" aria-invalid="true"' if wrong else ""
    problem = f'<p class="bad" id="problem" role="alert">{texts["wrong"]}</p>' if wrong else ""

    def entry(name: str, text: str, value: str, attributes: str) -> str:
        return (
            f'<label for="{name}">{text}</label>'
            f'<input id="{name}" name="{name}" value="{escape(value)}" required maxlength="200"{described} {attributes}>'
        )

    content = (
        f'{problem}<form method="post" action="{escape(action)}">{_hidden(hidden)}'
        + entry("company", texts["company"], company_id, 'autocomplete="organization" autocapitalize="none" spellcheck="false"')
        + entry("user", texts["user"], user_id, 'autocomplete="username" autocapitalize="none" spellcheck="false" autofocus')
        + entry("password", texts["password"], "", 'type="password" autocomplete="current-password"')
        + f'<button type="submit">{texts["submit"]}</button></form>{_who(texts, users)}'
    )
    return _page(lang, texts["sign-in"], content)


def _who(texts: Mapping[str, str], users: Iterable[User]) -> str:
    """The practice users by ID, what each may see, and each password once."""
    by_password: dict[str, list[str]] = {}
    for user in users:
        limits = [texts["reads"]] if user.is_read_only else []
        if user.entity:
            limits.append(texts["bound"].format(entity=user.entity))
        limit = f" ({escape(', '.join(limits))})" if limits else ""
        by_password.setdefault(user.password or "", []).append(f"<li><code>{escape(user.id)}</code>{limit}</li>")
    lists = (
        f'<ul aria-labelledby="who">{"".join(names)}</ul><p>{texts["all"].format(password=f"<code>{escape(password)}</code>")}.</p>'
        for password, names in by_password.items()
    )
    return f'<aside class="quiet"><h2 id="who">{texts["try"]}</h2>{"".join(lists)}</aside>'


def consent(lang: str, action: str, hidden: Mapping[str, str], client: str, company: str, user: str, *, offline: bool) -> HTMLResponse:
    """The question whether ``client`` may act for ``user``: a form with the buttons Allow and Deny (``decision``)."""
    texts = _TEXTS[lang]
    asks = escape(texts["asks"].format(client=client, company=company, user=user))
    stays = f'<p class="quiet">{texts["offline"]}</p>' if offline else ""
    content = (
        f'<p>{asks}</p>{stays}<form method="post" action="{escape(action)}">{_hidden(hidden)}'
        f'<button type="submit" name="decision" value="allow">{texts["allow"]}</button>'
        f'<button type="submit" name="decision" value="deny" class="second">{texts["deny"]}</button></form>'
    )
    return _page(lang, texts["consent"], content)


def stopped(lang: str, reason: str, status: int = 400) -> HTMLResponse:
    """A page for what cannot go on; ``reason`` is locked, expired, client or redirect."""
    texts = _TEXTS[lang]
    return _page(lang, texts["stopped"], f'<p role="alert">{texts[reason]}</p>', status)


def not_found(lang: str) -> HTMLResponse:
    """The HTML that an unknown path answers with (facts 6.1)."""
    texts = _TEXTS[lang]
    return _page(lang, texts["missing"], f"<p>{texts['nothing']}</p>", 404)


def _hidden(values: Mapping[str, str]) -> str:
    return "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in values.items())


def _page(lang: str, title: str, content: str, status: int = 200) -> HTMLResponse:
    """Every page says first what kind of company this is."""
    heading = f'<h1>{title}</h1><p class="quiet">{_TEXTS[lang]["application"]}</p>'
    html = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>{heading}{content}</main></body></html>"
    )
    return HTMLResponse(html, status, _HEADERS)
