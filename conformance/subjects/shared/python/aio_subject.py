"""For implementations that live on an asyncio loop: they are called there, and commands are read on a thread."""

import asyncio
import time

from subject import TURNS, Subject, obey, refuse_to_start


class AioSubject(Subject):
    """`set_on_loop`, and what else a subject adds, is called on the loop that made the subject."""

    def __init__(self):
        self.loop = asyncio.get_running_loop()

    def on_loop(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    async def set_on_loop(self, service, status):
        raise NotImplementedError

    async def stop(self, grace):
        raise NotImplementedError

    def set(self, service, status):
        self.on_loop(self.set_on_loop(service, status))

    def flap(self, service, count, last, threads, pause):
        """A thread of the protocol is a task here: no implementation on a loop may be called from two threads."""
        turns = iter(range(count))

        async def work():
            for turn in turns:
                await self.set_on_loop(service, TURNS[turn % 2])
                await give_way(pause)

        async def flap():
            await asyncio.gather(*(work() for _ in range(threads)))
            await self.set_on_loop(service, last)

        self.on_loop(flap())


async def give_way(seconds):
    """A loop's timer is too coarse below a millisecond; there it gives way until the time is over."""
    until = time.monotonic() + seconds
    await asyncio.sleep(seconds if seconds >= 0.001 else 0)
    while time.monotonic() < until:
        await asyncio.sleep(0)


def run(start):
    """Runs a subject, made by the coroutine function `start`, until it is told to stop."""
    asyncio.run(_run(start))


async def _run(start):
    try:
        subject = await start()
    except Exception as error:
        refuse_to_start(error)
    grace = await asyncio.to_thread(obey, subject)
    await subject.stop(grace)
