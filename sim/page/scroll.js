// Keeps a list at its newest end while the reader is there, whatever grows or is resized; a
// reader who scrolled up is left alone.

const NEAR_PX = 48;

/** atEnd(): whether the reader is at the newest; toEnd(): goes there and stays. */
export function stickToEnd(scroller, onReached = () => {}) {
    let sticks = true;
    let settledHeight = 0;
    const isNear = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
    const settle = () => {
        if (sticks) scroller.scrollTop = scroller.scrollHeight;
        settledHeight = scroller.scrollHeight;
    };
    scroller.addEventListener("scroll", () => {
        // News since the last look, not the reader, may have moved the end away: the observer sees it.
        if (sticks && scroller.scrollHeight !== settledHeight) return;
        sticks = isNear();
        if (sticks) onReached();
    });
    const observer = new ResizeObserver(settle);
    for (const node of [scroller, ...scroller.children]) observer.observe(node);
    return {
        atEnd: () => sticks,
        toEnd: () => {
            sticks = true;
            settle();
        },
    };
}
