/** Starts that share the processors of their node, in words. */
import type { StartCrowd } from '../engine/contract/recommendation.ts'
import { counted, readable, threeDigits } from './readable.ts'

/** When a start takes longer than alone: `20 containers of a node start at once and share 4 cores`. */
export function crowdText(containers: number, cores: number): string {
  const share = containers === 1 ? 'starts on' : 'start at once and share'
  return `${counted(containers, 'container')} of a node ${share} ${counted(cores, 'core')}`
}

/** What starts are judged by, if not by a start alone; with a space before it. */
export function crowdReason({ crowd }: { readonly crowd?: StartCrowd }): string {
  if (crowd === undefined) return ''
  const { containers, cores, seconds } = crowd
  return ` A start takes up to ${readable(threeDigits(seconds))} s when ${crowdText(containers, cores)}, as after a reboot: starts are judged by that.`
}
