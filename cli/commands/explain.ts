/** `explain`: a key of a scenario, or the story of one pod, line by line, each line with the rule that it follows. */
import { tellStory } from '../../engine/index.ts'
import { podStoryText } from '../../reports/pod-story-text.ts'
import { fieldAt } from '../../scenarios/field.ts'
import { scenarioApiVersion, scenarioJsonSchema } from '../../scenarios/schema.ts'
import { sweepJsonSchema } from '../../scenarios/sweep/load-sweep.ts'
import { cutText } from '../../scenarios/text/safe-text.ts'
import type { Positionals } from '../command-row.ts'
import { ExitCode } from '../exit-code.ts'
import { fieldText } from '../field-text.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { UsageError } from '../usage-error.ts'
import { loadView, ObjectScope, viewUs } from '../view.ts'

export async function explain(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const [field] = words.get('field') ?? []
  if (field !== undefined && options.pod !== undefined)
    throw new UsageError('a field and --pod are given; expected one of the two')
  if (field !== undefined) return explainField(field, output)
  if (options.pod === undefined)
    throw new UsageError(
      'explain needs a field, such as explain spec.faults, or a pod: explain --pod NAME -f PATH',
    )
  const scope = new ObjectScope(options, [options.pod])
  const scenario = await loadView(options, 'explain')
  const { spec } = scenario
  const endUs = Math.max(1, viewUs(options, scenario, spec.durationUs))
  const story = tellStory(spec, scope.namespace ?? 'default', options.pod, endUs)
  if (story !== undefined) output.out(podStoryText(story))
  return scope.report('pods', story === undefined ? [] : [story.pod], output, spec)
}

/** Characters of a word that is no field, as it is shown. */
const wordCharsMax = 60

/** @param path `spec.faults.hang`, or `sweep.spec.parameters` of the other kind. */
function explainField(path: string, { out }: Output): ExitCode {
  const [, kind, rest] = /^(scenario|sweep)(?:\.(.*))?$/i.exec(path) ?? [undefined, 'scenario', path]
  const isSweep = kind!.toLowerCase() === 'sweep'
  const field = fieldAt(rest ?? '', isSweep ? sweepJsonSchema() : scenarioJsonSchema())
  if ('unknown' in field) {
    const place = field.within === '' ? `a ${isSweep ? 'Sweep' : 'Scenario'}` : field.within
    const guess = field.near === undefined ? '' : `; did you mean ${field.near}?`
    throw new UsageError(
      `${cutText(place, wordCharsMax)} has no field "${cutText(field.unknown, wordCharsMax)}"${guess}`,
    )
  }
  out(fieldText(isSweep ? 'Sweep' : 'Scenario', scenarioApiVersion, field))
  return ExitCode.Done
}
