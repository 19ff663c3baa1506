/**
 * A chart's SVG as a PNG, drawn by the page itself: nothing is asked of the network, and the policy of the page allows
 * pictures from `data:`. The text is set in the reader's own sans-serif face, for a picture loads no fonts.
 */

/** Two dots a pixel: sharp on a slide and on paper. */
const DOTS = 2

export const sizeOf = (svg: string): { readonly width: number; readonly height: number } => {
  const [, width = '0', height = '0'] = / width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []
  return { width: Math.ceil(Number(width) * DOTS), height: Math.ceil(Number(height) * DOTS) }
}

export async function pngOf(svg: string): Promise<Uint8Array> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  const { width, height } = sizeOf(svg)
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('this browser offers no canvas')
  pen.drawImage(image, 0, 0, width, height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) throw new Error(`this browser cannot draw a picture of ${width} x ${height} dots`)
  return new Uint8Array(await blob.arrayBuffer())
}
