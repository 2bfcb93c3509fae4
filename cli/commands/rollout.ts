/** `rollout status`: what kubectl rollout status would print, from a simulated time on until the rollout is complete. */
import { ClusterObserver } from '../../engine/index.ts'
import { rolloutWord } from '../../reports/kubectl/deployments.ts'
import type { Positionals } from '../command-row.ts'
import { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { UsageError } from '../usage-error.ts'
import { loadView, ObjectScope, runTo, viewUs } from '../view.ts'

const deploymentWords = ['deployment', 'deployments', 'deploy', 'deployments.apps', 'deployment.apps']

export async function rollout(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const [target = ''] = words.get('target') ?? []
  const [kind = '', name = '', ...rest] = target.split('/')
  if (name === '' || rest.length > 0 || !deploymentWords.includes(kind.toLowerCase()))
    throw new UsageError(`${target} is not a Deployment; expected one such as deployment/web`)
  const scope = new ObjectScope(options, [name])
  const scenario = await loadView(options, 'rollout')
  const { durationUs } = scenario.spec
  const observer = new ClusterObserver(scenario.spec)
  runTo(observer, viewUs(options, scenario, 0))
  const own = () => observer.deployments().find((view) => scope.holds(view.namespace, view.name, {}))
  const found = own()
  if (found === undefined) return scope.report('deployments.apps', [], output)
  let word = rolloutWord(found)
  const say = (): void => {
    if (word.isError) output.err(word.text)
    else output.out(word.text)
  }
  say()
  if (!word.isDone)
    observer.watchDeployments(durationUs, (workload) => {
      const view = own()
      if (word.isDone || view === undefined || view.workload !== workload) return word.isDone
      const next = rolloutWord(view)
      // kubectl hears of the Deployment alone, and its ReplicaSets change more often.
      if (next.text !== word.text) {
        word = next
        say()
      }
      return word.isDone
    })
  if (!word.isDone) output.err('the run ends before the rollout does\n')
  return word.isError || !word.isDone ? ExitCode.Regression : ExitCode.Done
}
