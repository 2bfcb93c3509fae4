/** W1: the pods that a genuine ReplicaSet controller chose to delete are a choice that the rule allows. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createStreams, nextUniform, purposeKey, seedStream } from '../../engine/kernel/random-stream.ts'
import { type Candidate, chooseVictims } from '../../engine/model/control/victims.ts'
import { experimentOf } from './experiment.ts'

const test = suite('measured victims')
const experiment = experimentOf('replicaset_victims')

type Run = {
  readonly what: string
  readonly repeat: number
  readonly pods: readonly (readonly [node: string, isReady: boolean, readySince: number, created: number])[]
  readonly deleted: readonly number[]
}
const file = new URL('measured/replicaset-victims.json', import.meta.url)
const { runs } = JSON.parse(readFileSync(file, 'utf8')) as { runs: readonly Run[] }

/** How often UIDs are drawn: each of the 35 ways to take 3 of 7 comes many times. */
const draws = 400
/** The trace does not say when the replicas were changed: some seconds after the last change of a pod. */
const laterSeconds = [2, 5, 8]

const candidates = ({ pods }: Run): Omit<Candidate, 'uid'>[] =>
  pods.map(([node, isReady, readySince, created], pod) => ({
    pod,
    node: Number(node.slice(1)),
    phase: 2,
    isReady,
    deletionCost: 0,
    neighbours: pods.filter((other) => other[0] === node).length,
    readySinceUs: readySince * 1e6,
    restarts: 0,
    sidecarRestarts: 0,
    createdAtUs: created * 1e6,
  }))

function choices(run: Run, nowUs: number): string[] {
  const streams = createStreams(1)
  seedStream(streams, 0, purposeKey('1', 0, 'uids'), run.what)
  const pods = candidates(run)
  return Array.from({ length: draws }, () => {
    const drawn = pods.map((pod) => ({ ...pod, uid: nextUniform(streams, 0) }))
    return chooseVictims(drawn, run.deleted.length, nowUs)
      .map(({ pod }) => pod)
      .sort((a, b) => a - b)
      .join(' ')
  })
}

for (const run of runs) {
  test(`${run.what}, repeat ${run.repeat} (W1)`, () => {
    const lastChange = Math.max(...run.pods.flatMap(([, , readySince, created]) => [readySince, created]))
    const measured = [...run.deleted].sort((a, b) => a - b).join(' ')
    const possible = laterSeconds.flatMap((later) => choices(run, (lastChange + later) * 1e6))
    const isAllowed = possible.includes(measured)
    experiment.exact(`${run.what}: the choice is one that the rule allows`, 1, isAllowed ? 1 : 0)
    // The rule says something: not every set of pods is a choice.
    if (run.what.startsWith('10')) assert.ok(new Set(possible).size <= 2)
  })
}

test.run()
