import { type RefObject, useEffect, useEffectEvent } from 'react'

/** Turns of the wheel nearer together than this are one movement of the hand. */
const GESTURE_MS = 350

/**
 * The wheel zooms where its movement began on the element. A page that is being scrolled past is not held up: a
 * movement that began elsewhere goes on scrolling, and so does one that `onZoom` has no use for (it returns false).
 */
export function useWheelZoom(
  target: RefObject<HTMLElement | null>,
  onZoom: (deltaY: number, clientX: number) => boolean,
): void {
  const zoom = useEffectEvent(onZoom)
  useEffect(() => {
    const element = target.current
    if (!element) return
    let lastAt = Number.NEGATIVE_INFINITY
    let isOurs = false
    const onWheel = (event: WheelEvent) => {
      const isNew = event.timeStamp - lastAt > GESTURE_MS
      lastAt = event.timeStamp
      const isInside = event.target instanceof Node && element.contains(event.target)
      if (isNew) isOurs = isInside
      // Ctrl and wheel is the browser's own zoom.
      if (!isOurs || !isInside || event.ctrlKey || event.deltaY === 0) return
      if (zoom(event.deltaY, event.clientX)) event.preventDefault()
      else isOurs = false
    }
    // Listening on the window sees where a movement began; not passive, so that zooming can stop the scroll.
    window.addEventListener('wheel', onWheel, { passive: false })
    return () => window.removeEventListener('wheel', onWheel)
  }, [target])
}
