/** `explain`: the story of one pod, line by line, each line with the rule that it follows. */
import { tellStory } from '../../engine/index.ts'
import { podStoryText } from '../../reports/pod-story-text.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { UsageError } from '../usage-error.ts'
import { loadView, ObjectScope, viewUs } from '../view.ts'

export async function explain(options: Options, output: Output): Promise<ExitCode> {
  if (options.pod === undefined) throw new UsageError('explain needs a pod: explain --pod NAME -f PATH')
  const scope = new ObjectScope(options, [options.pod])
  const scenario = await loadView(options, 'explain')
  const { spec } = scenario
  const endUs = Math.max(1, viewUs(options, scenario, spec.durationUs))
  const story = tellStory(spec, scope.namespace ?? 'default', options.pod, endUs)
  if (story !== undefined) output.out(podStoryText(story))
  return scope.report('pods', story === undefined ? [] : [story.pod], output, spec)
}
