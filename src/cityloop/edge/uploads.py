"""A photo that came with a form: read within its limit, made anew, never kept as it came."""

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request

from cityloop.command import orders
from cityloop.edge.forms import read_form
from cityloop.edge.limits import PHOTO_BYTES, PHOTOS_AT_ONCE
from cityloop.edge.photo import Encoded, Photos
from cityloop.edge.problem import TooLarge


async def photo_of(request: Request, name: str = "photo") -> Encoded | None:
    """The photo in the field ``name``, made anew; None where none was chosen. Raises ``NotAPhoto``, ``TooLarge``."""
    sent = (await read_form(request)).get(name)
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    raw = await sent.read(PHOTO_BYTES + 1)
    await sent.close()
    if len(raw) > PHOTO_BYTES:
        raise TooLarge(f"One photo may have {PHOTO_BYTES // 1024 // 1024} MB. Choose a smaller one.")
    photos: Photos = request.app.state.photos
    return await to_thread.run_sync(photos.encode, raw, limiter=places(request)) if raw else None


def places(request: Request) -> CapacityLimiter:
    """Of this program, for photos made anew: beyond ``PHOTOS_AT_ONCE`` they wait, and nothing else waits for them."""
    state = request.app.state
    if not hasattr(state, "photo_places"):
        state.photo_places = CapacityLimiter(PHOTOS_AT_ONCE)
    found: CapacityLimiter = state.photo_places
    return found


def order_of(photo: Encoded, case: str, seen: int, view: str) -> orders.AddPhoto:
    """The order that adds the photo to a case."""
    return orders.AddPhoto(
        case=case,
        seen=seen,
        view=view,
        image=photo.image,
        width=photo.width,
        height=photo.height,
        claimed_time=photo.claimed_time,
        claimed_place=photo.claimed_place,
        claimed_device=photo.claimed_device,
    )
