/**
 * Scrolls the list of requests in a real browser, as fast as a wheel goes and page after page of it, and tells how long
 * its longest task was: Long Tasks API, https://www.w3.org/TR/longtasks-1/, which reports tasks of 50 ms and more.
 */
import { openBrowser, startBuiltHost } from '../e2e/built-host.mjs'

/** Two rows a frame, about 4,000 a minute at 60 Hz, and on to the next pages as they come. */
const WHEEL_PIXELS = 240
const SECONDS = 20

/** @returns null where there is no browser */
export async function scrollRequests({ casePath, profile }) {
  const browser = await openBrowser()
  if (browser === null) return null
  const host = await startBuiltHost({ args: ['--case', casePath], profile })
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
    await page.goto(host.url)
    await page.waitForURL(/#\/case\/case_/, { timeout: 60_000 })
    const caseId = /case_[0-9a-f]+/.exec(page.url())[0]
    await page.evaluate((to) => location.assign(to), `#/case/${caseId}/requests`)
    await page.getByRole('grid').waitFor({ timeout: 120_000 })
    await page.waitForTimeout(2000) // facets and fonts
    await page.evaluate(() => {
      window.longTasks = []
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window.longTasks.push(duration)
      }).observe({ type: 'longtask' })
      window.frames60 = []
      let before = performance.now()
      const tick = (now) => {
        window.frames60.push(now - before)
        before = now
        requestAnimationFrame(tick)
      }
      requestAnimationFrame(tick)
    })
    const box = await page.getByRole('grid').boundingBox()
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    const until = Date.now() + SECONDS * 1000
    while (Date.now() < until) {
      await page.mouse.wheel(0, WHEEL_PIXELS)
      await page.waitForTimeout(16)
    }
    return await page.evaluate(() => {
      const rows = [...document.querySelectorAll('[role=row][aria-rowindex]')]
      const last = Math.max(...rows.map((row) => Number(row.getAttribute('aria-rowindex'))))
      const frames = window.frames60.toSorted((a, b) => a - b)
      return {
        rows: last,
        longTasks: window.longTasks,
        frames: frames.length,
        p95FrameMs: frames[Math.ceil(frames.length * 0.95) - 1] ?? 0,
      }
    })
  } finally {
    await browser.close()
    await host.stop()
  }
}
