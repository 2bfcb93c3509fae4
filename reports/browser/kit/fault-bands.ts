/** What stands behind the lines of a chart over time: the warm-up, and each fault from its start to its end. */
import type uPlot from 'uplot'
import type { TimeMarks } from '../../charts/page-data.ts'
import { color } from './plots.ts'

/** A fault without an end is a line. */
export function drawFaults(plot: uPlot, { faults, warmUpSeconds }: TimeMarks): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio || 1
  const right = bbox.left + bbox.width
  const at = (seconds: number): number =>
    Math.min(Math.max(plot.valToPos(seconds, 'x', true), bbox.left), right)
  const shade = (from: number, to: number, fill: string, alpha: number): void => {
    if (at(to) <= bbox.left || at(from) >= right) return
    ctx.globalAlpha = alpha
    ctx.fillStyle = fill
    ctx.fillRect(at(from), bbox.top, Math.max(at(to) - at(from), 1), bbox.height)
    ctx.globalAlpha = 1
  }
  ctx.save()
  if (warmUpSeconds > 0) shade(0, warmUpSeconds, color('--warm'), 0.2)
  ctx.font = `bold ${12 * ratio}px system-ui, sans-serif`
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  ctx.setLineDash([4 * ratio, 3 * ratio])
  let nameUntil = Number.NEGATIVE_INFINITY
  for (const { mark, from, to } of faults) {
    if (to !== null) shade(from, to, color('--fault'), 0.15)
    const x = plot.valToPos(from, 'x', true)
    if (x < bbox.left - 1 || x > right) continue
    ctx.strokeStyle = ctx.fillStyle = color('--fault')
    ctx.lineWidth = 1.5 * ratio
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    if (x < nameUntil) continue
    ctx.fillText(mark, x + 4 * ratio, bbox.top + 12 * ratio)
    nameUntil = x + ctx.measureText(mark).width + 8 * ratio
  }
  ctx.restore()
}
