/** The tables of one run as files of a directory. Which tables there are is decided here, their rows are not. */
import { join } from 'node:path'
import type { RunResult } from '../engine/contract/run-result.ts'
import { apiCsv } from './api-table.ts'
import { detectionsCsv } from './detection-table.ts'
import { estimatesCsv } from './estimate-table.ts'
import { nodesCsv } from './node-table.ts'
import { rolloutsCsv } from './rollout-table.ts'
import { servicesCsv } from './service-table.ts'
import { startsCsv } from './start-table.ts'
import { summaryCsv } from './summary-table.ts'
import { TextFile } from './text-file.ts'
import { timeseriesCsv } from './timeseries-table.ts'

/** A file of a result directory. */
export type WrittenFile = { readonly name: string; readonly bytes: number }

/** Writes the CSV files of a run into an existing directory, in the order in which they are listed to the user. */
export function writeCsvReport(directory: string, result: RunResult, withDetails: boolean): WrittenFile[] {
  const files = [
    writeText(directory, 'summary.csv', summaryCsv(result)),
    writeText(directory, 'estimates.csv', estimatesCsv(result)),
    writeText(directory, 'timeseries.csv', timeseriesCsv(result)),
    writeText(directory, 'nodes.csv', nodesCsv(result)),
    writeText(directory, 'api.csv', apiCsv(result)),
  ]
  if (result.replications.some(({ services }) => services.length > 0))
    files.push(writeText(directory, 'services.csv', servicesCsv(result)))
  if (result.replications.some(({ rollouts }) => rollouts.length > 0))
    files.push(writeText(directory, 'rollouts.csv', rolloutsCsv(result)))
  if (withDetails) {
    files.push(writeText(directory, 'starts.csv', startsCsv(result)))
    files.push(writeText(directory, 'detections.csv', detectionsCsv(result)))
  }
  return files
}

/** Writes one file from pieces of text. */
export function writeText(directory: string, name: string, pieces: Iterable<string>): WrittenFile {
  const file = new TextFile(join(directory, name))
  for (const piece of pieces) file.write(piece)
  file.close()
  return { name, bytes: file.bytes }
}
