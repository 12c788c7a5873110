"""The rules of the shed that can be broken, and the answer to whoever breaks them."""

import logging

from fastapi import Request, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel

logger = logging.getLogger(__name__)


class Problem(BaseModel):
    """The body of every answer that `shed_error_handler` gives."""

    detail: str
    rule: str


class ShedError(Exception):
    """A rule of the shed was broken."""

    status_code = status.HTTP_400_BAD_REQUEST
    rule = "be-reasonable"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class OutOnLoan(ShedError):
    """Somebody else has the tool at home."""

    status_code = status.HTTP_409_CONFLICT
    rule = "one-tool-one-borrower"


class LoanLimitReached(ShedError):
    """The member has as many tools at home as the shed allows."""

    status_code = status.HTTP_403_FORBIDDEN
    rule = "leave-some-for-others"


class ShedFull(ShedError):
    """There is no hook left to hang another tool on."""

    status_code = status.HTTP_507_INSUFFICIENT_STORAGE
    rule = "every-tool-on-its-hook"


async def shed_error_handler(request: Request, error: ShedError) -> JSONResponse:
    logger.info("%s %s: %s", request.method, request.url.path, error.detail)
    problem = Problem(detail=error.detail, rule=error.rule)
    return JSONResponse(problem.model_dump(), status_code=error.status_code)
