/** `describe pod`, `job` and `cronjob`: what kubectl describe would print at a simulated time. */
import { ClusterObserver } from '../../engine/index.ts'
import { podDescription } from '../../reports/kubectl/pod-description.ts'
import { podObject } from '../../reports/kubectl/pod-object.ts'
import type { Positionals } from '../command-row.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { loadView, ObjectScope, podsInScope, runTo, secondsOf, viewUs } from '../view.ts'
import { describeCronJobs, describeJobs } from './get-jobs.ts'

export async function describe(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const [resource = ''] = words.get('resource') ?? []
  const names = words.get('names') ?? []
  if (resource.startsWith('j')) return describeJobs(options, names, output)
  return resource.startsWith('c')
    ? describeCronJobs(options, names, output)
    : describePods(options, words, output)
}

async function describePods(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const scope = new ObjectScope(options, words.get('names') ?? [])
  const scenario = await loadView(options, 'describe')
  const atUs = viewUs(options, scenario, scenario.spec.durationUs)
  const observer = new ClusterObserver(scenario.spec)
  runTo(observer, atUs)
  const pods = podsInScope(observer, scenario, scope)
  const texts = pods.map((pod) => podDescription(podObject(pod), observer.events(pod.view), secondsOf(atUs)))
  output.out(texts.join('\n\n'))
  return scope.report(
    'pods',
    pods.map(({ view }) => view.name),
    output,
    scenario.spec,
  )
}
