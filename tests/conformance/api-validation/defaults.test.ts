/**
 * The defaults of the API are ours (P21): an object as the server stores it, with every field that the server filled in or
 * changed, is the same simulation as the object as it was sent.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClusterSpec } from '../../../engine/contract/cluster-spec.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { type ApiCase, readCases } from './cases.ts'

const test = suite('defaults of a real API server')

type Tree = { [key: string]: Tree }

/** The server writes a label of its own into the pods of a Job, with a name and a uid that are not ours. */
const generated = /job-name|controller-uid/

/** `spec.containers[0].name` and `metadata.labels["a.b/c"]` as steps. */
function stepsOf(path: string): string[] {
  return [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|[^.[\]]+/g)].map(
    ([whole, key, index]) => key ?? index ?? whole,
  )
}

/** The object as it is stored. */
function stored({ text, defaults }: ApiCase): string {
  const object = JSON.parse(text) as Tree
  const { added = {}, changed = {} } = defaults ?? {}
  const values = {
    ...added,
    ...Object.fromEntries(Object.entries(changed).map(([path, [, to]]) => [path, to])),
  }
  for (const [path, value] of Object.entries(values)) {
    if (generated.test(path)) continue
    const steps = stepsOf(path)
    let here: Tree = object
    for (const [index, step] of steps.slice(0, -1).entries()) {
      here[step] ??= (/^\d+$/.test(steps[index + 1]) ? [] : {}) as Tree
      here = here[step]
    }
    here[steps[steps.length - 1]] = value as Tree
  }
  // The largest number of the API is none of JavaScript.
  return JSON.stringify(object).replaceAll(String(2 ** 63), '9223372036854775807')
}

async function simulated(text: string): Promise<ClusterSpec> {
  const { spec } = await loadScenario({ files: ['-'], readStdin: () => text, isCheckOnly: true })
  return spec
}

const podKinds = ['Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']
const cases = readCases().filter(
  ({ group, kind, accepted, defaults }) =>
    group !== 'text' && accepted.strict && podKinds.includes(kind) && defaults !== undefined,
)

/** Where two values differ first, and how; undefined = nowhere. */
function firstDifference(actual: unknown, expected: unknown, at: string): string | undefined {
  if (!isObject(actual) || !isObject(expected))
    return Object.is(actual, expected)
      ? undefined
      : `${at}: ${shownValue(actual)}, not ${shownValue(expected)}`
  for (const key of new Set([...Object.keys(actual), ...Object.keys(expected)])) {
    const found = firstDifference(actual[key], expected[key], `${at}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function shownValue(value: unknown): string {
  return String(JSON.stringify(value))
}

for (const one of cases)
  test(`what the server fills in changes nothing: ${one.id}`, async () => {
    // Of specs as large as these the difference that uvu prints takes minutes.
    assert.is(firstDifference(await simulated(stored(one)), await simulated(one.text), 'spec'), undefined)
  })

test('the cases are there', () => {
  assert.ok(cases.length >= 150, `${cases.length} cases`)
})

test.run()
