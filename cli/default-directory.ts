/** Where a result goes if no --out-dir is given: a place per kind, so that no kind is in the way of another. */
import { join } from 'node:path'
import { fileName } from './file-name.ts'

const suffixes = {
  run: '',
  sweep: '.sweep',
  recommendation: '.recommendation',
  calibration: '.calibration',
  'threshold-search': '.threshold',
} as const

/** @param name of the scenario or the sweep. */
export function defaultDirectory(kind: keyof typeof suffixes, name: string): string {
  return join('out', `${fileName(name)}${suffixes[kind]}`)
}
