"""The members of the 44 services of API v1 (facts 3, 4, 8, 9, 10).

What a service answers with a file has no response members; where the facts do not know a member, it is not here.
"""

from collections.abc import Mapping

from intacct_desktop.sandbox.services.shapes import (
    Member,
    ServiceShape,
    choice,
    date,
    flag,
    group,
    items,
    moment,
    reference,
    texts,
)

OPERATIONS = ("canView", "canEdit", "canDelete")
OUTPUT_TYPES = ("html", "pdf", "csv", "excel", "text")

_KEY, _ID, _HREF = texts("key", "id", "href")
_OBJECT = Member("object")
_START, _SIZE = Member("start", "integer"), Member("size", "integer")

_FILTER_PARAMETERS = group(
    "filterParameters", date("asOfDate"), flag("includeHierarchyFields"), flag("caseSensitiveComparison"), flag("includePrivate")
)
_QUERY = (
    _OBJECT.needed,
    Member("fields", "array").needed,
    items("filters"),
    Member("filterExpression"),
    _FILTER_PARAMETERS,
    items("orderBy"),
    _START,
    _SIZE,
)

_COMPOSITE_CALL = (
    choice("method", "GET", "POST", "PATCH", "DELETE").needed,
    Member("path").needed,
    Member("headers", "object"),
    Member("body", "object"),
    Member("resultReference"),
)

_DIMENSIONS = {
    "location": "company-config/location",
    "department": "company-config/department",
    "employee": "company-config/employee",
    "project": "projects/project",
    "task": "projects/task",
    "customer": "accounts-receivable/customer",
    "vendor": "accounts-payable/vendor",
    "warehouse": "inventory-control/warehouse",
    "class": "company-config/class",
    "item": "inventory-control/item",
}
_TIME_PERIOD = group(
    "timePeriod",
    group("periodToDate", reference("reportingPeriod", "general-ledger/reporting-period"), date("asOfDate")),
    group("dateRange", date("startDate"), date("endDate")),
)
_ACCOUNT_RANGE = items(
    "glAccountRange",
    reference("startingAccount", "general-ledger/account"),
    reference("endingAccount", "general-ledger/account"),
)
_DIMENSION_FILTER = group("dimensions", *(reference(name, target) for name, target in _DIMENSIONS.items()))
_ZERO = choice("showZeroBalanceAccounts", "all", "onlyWithActivity", "doNotShow")
_LEDGER_PARAMETERS = (_TIME_PERIOD, choice("reportingBook", "ACCRUAL"), _ACCOUNT_RANGE, _DIMENSION_FILTER, _ZERO)


def _report(*parameters: Member) -> ServiceShape:
    return ServiceShape(
        (
            *texts("title1", "title2", "reportName"),
            choice("outputType", *OUTPUT_TYPES),
            choice("outputLocation", "intacct", "cloud"),
            group("cloudStoreParameters", *texts("cloudStore", "path"), reference("cloudStorage", "company-config/cloud-storage")),
            group("parameters", *parameters),
        ),
        _SUBMITTED,
    )


_JOB = (Member("reportId"), choice("outputType", *OUTPUT_TYPES), choice("outputLocation", "intacct", "cloud"))
_ASKED_JOB = tuple(member.needed for member in _JOB)
_SUBMITTED = (*_JOB, choice("status", "submitted", "failed"), *texts("name", "href"))
_REPORT_STATUS = (*_JOB, choice("status", "pending", "completed", "failed", "canceled"), *texts("name", "downloadURL", "href"))

_ENTITY = reference("assignedEntity", "company-config/entity")
_WIP_PERIOD = (_KEY.needed, _ENTITY.needed)
_WIP_JOURNAL = (
    _KEY.needed,
    *texts("description", "referenceNumber"),
    date("postingDate"),
    date("automaticReversalDate"),
    choice("state", "unposted", "posted"),
    items("wipProjects"),
    _ENTITY,
)
_WIP_PERIODS_OF = ServiceShape((date("periodEndDate"), _ENTITY.needed), (items("reportingPeriods"),))
_WIP_ROLLUP = ServiceShape((Member("projectKeys", "array").needed, Member("wipScheduleProjectKey")))
_WIP_REFRESHED = (_KEY, _ID, Member("periodName"), date("periodStartDate"), date("periodEndDate"), items("wipProjects"))

_CONSOLIDATED = texts("status", "message")
_CONSOLIDATION = (
    reference("timePeriod", "consolidation/time-period").needed,
    flag("runOffline"),
    flag("updateSubsequentPeriods"),
    flag("updateNetChanges"),
    Member("notificationEmail"),
)

SERVICES: Mapping[str, ServiceShape] = {
    "bulk/job/create": ServiceShape(
        (
            Member("objectName").needed,
            choice("operation", "create", "update", "delete").needed,
            Member("jobFile", format="inbound-binary").needed,
            choice("fileContentType", "json").needed,
            Member("callbackURL", nullable=True),
        ),
        (*texts("jobId", "statusURL"), moment("createdDateTime")),
    ),
    "bulk/job/status": ServiceShape(
        (Member("jobId").needed, flag("download")),
        (
            Member("jobId"),
            choice("status", "queued", "preprocessing", "processing", "postprocessing", "completed", "failed"),
            Member("percentComplete", "integer"),
            Member("downloadURL", nullable=True),
            Member("jobStatusFile", format="outbound-binary"),
        ),
    ),
    "cash-management/bank-file/generate": ServiceShape(open=True),
    "company-config/dimensions/list": ServiceShape(
        response=(
            *texts("dimensionName", "dimensionLabel", "termName"),
            flag("isUserDefinedDimension"),
            flag("isEnabledInGL"),
            Member("dimensionEndpoint"),
        )
    ),
    "company-config/document-sequence/generate-next-value": ServiceShape(
        (_KEY, _ID, Member("fiscalYear", "integer")), texts("id", "nextSequence")
    ),
    "consolidation/book/consolidate": ServiceShape(
        (
            reference("consolidationBook", "consolidation/book").needed,
            *_CONSOLIDATION,
            items("entities", reference("entity", "company-config/entity"), *texts("endingSpotRate", "weightedAverageRate")),
        ),
        _CONSOLIDATED,
    ),
    "consolidation/ownership-structure/consolidate": ServiceShape(response=_CONSOLIDATED, open=True),
    "construction-forecasting/wip-journal/entry-history": ServiceShape((Member("wipPeriodKey").needed,), (items("entryHistory"),)),
    "construction-forecasting/wip-journal/generate-preview": ServiceShape(
        _WIP_JOURNAL,
        (
            *texts("description", "referenceNumber"),
            date("postingDate"),
            date("automaticReversalDate"),
            reference("glJournal", "general-ledger/journal"),
            items("lines"),
        ),
    ),
    "construction-forecasting/wip-journal/post-period": ServiceShape(_WIP_JOURNAL),
    "construction-forecasting/wip-journal/revert-post": ServiceShape((Member("wipPeriodKey").needed,)),
    "construction-forecasting/wip-period/can-post": ServiceShape(_WIP_PERIOD, open=True),
    "construction-forecasting/wip-period/generate": ServiceShape(response=_WIP_REFRESHED, open=True),
    "construction-forecasting/wip-period/get-warnings": ServiceShape(
        _WIP_PERIOD, (items("wipProjects"), items("wipProjectWarnings"), items("wipForecastDetailWarnings")), open=True
    ),
    "construction-forecasting/wip-period/prior-periods": ServiceShape(
        (date("priorToPeriodEndDate"), Member("priorPeriodCount", "integer").needed, _ENTITY.needed), (items("wipPeriods"),)
    ),
    "construction-forecasting/wip-period/refresh": ServiceShape(
        (_KEY.needed, date("periodStartDate"), date("periodEndDate").needed, items("wipProjects"), _ENTITY.needed), _WIP_REFRESHED
    ),
    "construction-forecasting/wip-project/calculate": ServiceShape(open=True),
    "construction-forecasting/wip-reporting-period/get-available": _WIP_PERIODS_OF,
    "construction-forecasting/wip-reporting-period/get-next": ServiceShape(
        _WIP_PERIODS_OF.request, (reference("reportingPeriod", "general-ledger/reporting-period"),)
    ),
    "construction-forecasting/wip-rollup-project/exclude-from-wip": _WIP_ROLLUP,
    "construction-forecasting/wip-rollup-project/find-rollup-projects": ServiceShape(
        (Member("subprojectKeys", "array").needed,), (items("targetProjects"),)
    ),
    "construction-forecasting/wip-rollup-project/include-as-wip": _WIP_ROLLUP,
    "construction-forecasting/wip-rollup-project/include-in-project": _WIP_ROLLUP,
    "construction-forecasting/wip-rollup-project/include-in-root": _WIP_ROLLUP,
    "contracts/expense-schedule/reallocate": ServiceShape((_KEY.needed,), open=True),
    "contracts/revenue-schedule/reallocate": ServiceShape((_KEY.needed,), open=True),
    "core/allowed-operations/list": ServiceShape(
        (
            _OBJECT.needed,
            Member("keys", "array").needed,
            Member("operations", "array", enum=OPERATIONS),
            group("options", flag("includePrivate"), Member("moduleKey")),
            Member("additionalData", "object"),
        ),
        (_KEY, Member("operations", "array", enum=OPERATIONS), Member("additionalData", "object")),
    ),
    "core/composite": ServiceShape(_COMPOSITE_CALL, batch=True),
    "core/export": ServiceShape((choice("fileType", "pdf", "csv", "word", "xml", "xlsx").needed, group("query", *_QUERY).needed)),
    "core/model": ServiceShape(
        (*texts("name", "type", "version"), flag("schema"), flag("description"), *texts("filter", "descriptionFilter"), flag("tags"))
    ),
    "core/query": ServiceShape(_QUERY),
    "core/session/id": ServiceShape(response=(Member("sessionId"), Member("expiresIn", "integer"))),
    "core/view": ServiceShape((_KEY.needed, choice("viewType", "user", "system").needed, _FILTER_PARAMETERS, _START, _SIZE)),
    "reports/cancel": ServiceShape(_ASKED_JOB, (*_JOB, choice("status", "failed", "canceled"), _HREF)),
    "reports/download": ServiceShape(_ASKED_JOB[:2]),
    "reports/general-ledger/account-balance": _report(*_LEDGER_PARAMETERS),
    "reports/general-ledger/account-balance-by-dimension": _report(*_LEDGER_PARAMETERS),
    "reports/general-ledger/account-group-hierarchy": _report(reference("glAccountGroup", "general-ledger/account-group")),
    "reports/general-ledger/details": _report(*_LEDGER_PARAMETERS),
    "reports/general-ledger/trial-balance": _report(*_LEDGER_PARAMETERS),
    "reports/inventory-control/inventory-valuation": _report(_DIMENSION_FILTER),
    "reports/inventory-control/item-activity": _report(_TIME_PERIOD, _DIMENSION_FILTER),
    "reports/status": ServiceShape(_ASKED_JOB, _REPORT_STATUS),
    "reports/stored-reports": ServiceShape(_ASKED_JOB, _SUBMITTED),
}
