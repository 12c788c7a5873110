"""The application: the routers, the shed behind them, and the answers to what goes wrong."""

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse

from . import health, members, notifications, routes_items, routes_loans
from .errors import Problem, ShedError, shed_error_handler
from .notifications import Broadcaster
from .storage import Shed, stocked_shed


def create_app(shed: Shed | None = None) -> FastAPI:
    """Build the application around `shed`, or around a freshly stocked one."""
    app = FastAPI(title="Toolshed", description="A little lending library for tools.")
    app.state.shed = stocked_shed() if shed is None else shed
    app.state.broadcaster = Broadcaster()

    app.include_router(routes_items.router)
    app.include_router(
        routes_loans.router,
        responses={
            401: {"description": "We do not know you"},
            403: {"model": Problem, "description": "Not you, or not now"},
        },
    )
    app.include_router(members.router)
    app.include_router(notifications.router)
    app.include_router(health.router)

    app.exception_handler(ShedError)(shed_error_handler)

    @app.exception_handler(404)
    async def add_hint(request: Request, error: HTTPException) -> JSONResponse:
        hint = f"{request.base_url}docs lists what there is"
        return JSONResponse({"detail": error.detail, "hint": hint}, status_code=404)

    @app.get("/", include_in_schema=False)
    async def home() -> RedirectResponse:
        return RedirectResponse("/docs", 307)

    return app


app = create_app()


def main() -> None:
    import uvicorn

    port = 8404
    uvicorn.run(app, port=port)


if __name__ == "__main__":
    main()
