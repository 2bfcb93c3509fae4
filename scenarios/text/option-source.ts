/** Options that reach into a scenario (`--set path=value`, `--seed`, ...) and win over the file. */
import {
  type Located,
  namedSource,
  Override,
  type PathStep,
  type Place,
  pathText,
  type Source,
  shown,
} from './located.ts'
import type { Report } from './report.ts'
import { blockedStep, replaced, type Segment, scenarioSegments } from './value-path.ts'

export type Overrides = {
  readonly sets?: readonly string[]
  readonly seed?: string
  readonly replications?: number
  readonly durationText?: string
  readonly kubernetesVersion?: string
  /** Beside those of the scenario. */
  readonly thresholds?: readonly string[]
}

/** The scenario with the options in place of what it says. Paths that lead nowhere are reported. */
export async function withOverrides(
  scenario: Located,
  overrides: Overrides,
  report: Report,
): Promise<Located> {
  let value = scenario.value
  for (const text of overrides.sets ?? [])
    if (!leadsToObject(text)) value = await withSet(value, text, report)
  const options = {
    seed: overrides.seed,
    replications: overrides.replications,
    duration: overrides.durationText,
    kubernetesVersion: overrides.kubernetesVersion,
  }
  for (const [key, given] of Object.entries(options)) {
    if (given === undefined) continue
    const source = namedSource(`--${key === 'kubernetesVersion' ? 'kubernetes-version' : key}`, String(given))
    // Without a scenario there is no spec to put it in.
    value = replaced(
      value,
      ['spec', key],
      (from) => new Override(from === 0 ? { [key]: given } : given, source),
    )
  }
  return value === scenario.value ? scenario : scenario.withValue(value)
}

/** Whether a `--set` is about an object beside the scenario: `deployment/web container app image=web:2`, `kubelet maxPods=50`; or means to be. */
export function leadsToObject(text: string): boolean {
  const [path] = text.split('=', 1)
  return /^\s*(kubelet\s+\S|[A-Za-z]+\/\S|\S+\/\S+\s+\S)/.test(path)
}

async function withSet(value: unknown, text: string, report: Report): Promise<unknown> {
  const equals = text.indexOf('=')
  const segments = equals < 0 ? undefined : scenarioSegments(text.slice(0, equals))
  const fail = (column: number, message: string, fix: string): unknown => {
    report.error('option-path', { name: '--set', line: 1, column, sourceLine: text }, message, fix)
    return value
  }
  if (segments === undefined)
    return fail(
      1,
      `${shown(text)} is no assignment; expected path=value`,
      'write a path such as workloads[0].behavior.errorRate=0.1',
    )
  const raw = text.slice(equals + 1)
  const given = await valueOfSet(text, report)
  if (given === undefined) return value
  const steps = segments.map((segment) => segment.step)
  const blocked = blockedStep(value, steps)
  if (blocked !== undefined) {
    const { index, found } = blocked
    const wanted = typeof steps[index] === 'number' ? `a list with at least ${steps[index]} items` : 'a map'
    return fail(
      segments[index].column,
      `${pathText(steps.slice(0, index))} is ${shown(found)}; expected ${wanted}`,
      'correct the path; items of a list are counted from 0',
    )
  }
  const scalarText = typeof given.value === 'object' ? undefined : raw
  return replaced(value, steps, (from) => {
    const source = new OptionSource(text, segments.slice(from), equals + 2, scalarText)
    const rest = segments.slice(from + 1).reverse()
    return new Override(
      rest.reduce<unknown>(
        (inner, { step }) => (typeof step === 'number' ? [inner] : { [step]: inner }),
        given.value,
      ),
      source,
    )
  })
}

/** What stands behind the first `=`; undefined once it is reported that it is no value. */
export async function valueOfSet(
  text: string,
  report: Report,
): Promise<{ readonly value: unknown } | undefined> {
  const equals = text.indexOf('=')
  const raw = text.slice(equals + 1)
  const given = await yamlValue(raw)
  if (raw.trim() === '') {
    report.error(
      'option-path',
      { name: '--set', line: 1, column: equals + 2, sourceLine: text },
      `${shown(text)} has no value; expected one behind the =`,
      'write a value; null is the same as leaving the key out, "" an empty text',
    )
    return undefined
  }
  if (!('problem' in given)) return given
  report.error(
    'yaml-syntax',
    { name: '--set', line: 1, column: equals + 2, sourceLine: text },
    `the value ${shown(raw)} is not valid YAML: ${given.problem}; expected one YAML value`,
    'put the value in quotes',
  )
  return undefined
}

async function yamlValue(text: string): Promise<{ readonly value: unknown } | { readonly problem: string }> {
  const [{ parseShallow }, { YamlValue }] = await Promise.all([
    import('./yaml-source.ts'),
    import('./yaml-value.ts'),
  ])
  const documents = parseShallow(text)
  if ('tooDeepAt' in documents) return { problem: 'it is nested too deeply' }
  if (documents.length > 1) return { problem: 'it holds more than one document' }
  const [document] = documents
  if (document === undefined) return { value: undefined }
  if (document.errors.length > 0) return { problem: document.errors[0].message }
  try {
    return { value: new YamlValue(document, text).read() }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** Places within one --set: under a step of the path, or under the value. */
class OptionSource implements Source {
  readonly name = '--set'
  readonly scalarText?: string
  private readonly text: string
  private readonly segments: readonly Segment[]
  private readonly valueColumn: number

  /** `segments` are those from the replaced value on. */
  constructor(
    text: string,
    segments: readonly Segment[],
    valueColumn: number,
    scalarText: string | undefined,
  ) {
    this.text = text
    this.segments = segments
    this.valueColumn = valueColumn
    if (scalarText !== undefined) this.scalarText = scalarText
  }

  place(path: readonly PathStep[], part: 'key' | 'value'): Place {
    const depth = path.length
    const last = this.segments.length - 1
    const isValue = depth > last || (depth === last && part === 'value')
    return {
      line: 1,
      column: isValue ? this.valueColumn : this.segments[depth].column,
      sourceLine: this.text,
    }
  }
}
