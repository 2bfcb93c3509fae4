/** `provenance.json`: what was run, on what. The only file of a result that may differ between equal runs. */
import { cpus } from 'node:os'
import type { RunResult } from '../engine/contract/run-result.ts'
import type { EmbeddedStudy, ReportFacts } from './reported-result.ts'

export type Provenance = {
  readonly version: string
  readonly kubernetesVersion: string
  readonly seed: string
  readonly inputs: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[]
  /** The command's options as they were given or defaulted. */
  readonly options: Readonly<Record<string, unknown>>
  /** True when replications are missing because the user stopped the run. */
  readonly interrupted: boolean
  /** ISO 8601. */
  readonly startedAt: string
  /** Of the simulation alone: without reading inputs and writing files. */
  readonly wallSeconds: number
  /** What `report` needs to know to say again what the run said. */
  readonly study: Pick<ReportFacts, 'counts' | 'notes' | 'outline' | 'next'> & {
    /** Of the notes those that name what is left out where it matters. */
    readonly limits: readonly string[]
    /** How each probe was set, by name: what `compare` shows the difference of. */
    readonly settings: Readonly<Record<string, string>>
    /** The study itself, where the page of the run embeds it. */
    readonly play?: EmbeddedStudy
  }
}

/** What the file says; the directory adds what marks it as a result that a later run may replace. */
export function provenanceOf(provenance: Provenance, result: RunResult): Readonly<Record<string, unknown>> {
  const events = simulatedEvents(result)
  return {
    version: provenance.version,
    kubernetesVersion: provenance.kubernetesVersion,
    scenario: result.scenario,
    seed: provenance.seed,
    inputs: provenance.inputs,
    options: provenance.options,
    interrupted: provenance.interrupted,
    startedAt: provenance.startedAt,
    machine: machineFacts(),
    wallSeconds: provenance.wallSeconds,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    study: {
      durationSeconds: result.durationSeconds,
      warmUpSeconds: result.warmUpSeconds,
      intervalSeconds: result.intervalSeconds,
      ...provenance.study,
    },
    simulatedSeconds: result.durationSeconds * result.replications.length,
    simulatedEvents: events,
    eventsPerSecond: provenance.wallSeconds > 0 ? Math.round(events / provenance.wallSeconds) : null,
    replications: result.replications.map(({ replication, counters, troubled }) => ({
      replication,
      ...counters,
      troubled,
    })),
  }
}

/** What it ran on. */
export function machineFacts(): Readonly<Record<string, string | number>> {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: cpus().length,
  }
}

export function simulatedEvents(result: RunResult): number {
  return result.replications.reduce((sum, { counters }) => sum + counters.eventsTotal, 0)
}
