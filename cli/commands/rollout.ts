/** `rollout status`: what kubectl rollout status would print, from a simulated time on until the rollout is complete. */
import { ClusterObserver } from '../../engine/index.ts'
import {
  daemonSetRolloutWord,
  deploymentRolloutWord,
  type RolloutWord,
  statefulSetRolloutWord,
} from '../../reports/kubectl/rollout-status.ts'
import type { Positionals } from '../command-row.ts'
import { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { UsageError } from '../usage-error.ts'
import { loadView, ObjectScope, runTo, viewUs } from '../view.ts'

/** What is said of each object of a kind. */
type Said = { readonly namespace: string; readonly name: string; readonly word: () => RolloutWord }

/** Kinds with a rollout, by the words of kubectl. */
const kinds: readonly {
  readonly noun: string
  readonly words: readonly string[]
  readonly read: (observer: ClusterObserver) => Said[]
}[] = [
  {
    noun: 'deployments.apps',
    words: ['deployment', 'deployments', 'deploy', 'deployments.apps', 'deployment.apps'],
    read: (observer) =>
      observer.deployments().map((view) => ({ ...view, word: () => deploymentRolloutWord(view) })),
  },
  {
    noun: 'statefulsets.apps',
    words: ['statefulset', 'statefulsets', 'sts', 'statefulsets.apps', 'statefulset.apps'],
    read: (observer) =>
      observer.statefulSets().map((view) => ({ ...view, word: () => statefulSetRolloutWord(view) })),
  },
  {
    noun: 'daemonsets.apps',
    words: ['daemonset', 'daemonsets', 'ds', 'daemonsets.apps', 'daemonset.apps'],
    read: (observer) =>
      observer.daemonSets().map((view) => ({ ...view, word: () => daemonSetRolloutWord(view) })),
  },
]

export async function rollout(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const [target = ''] = words.get('target') ?? []
  const [kindWord = '', name = '', ...rest] = target.split('/')
  const kind = kinds.find((one) => one.words.includes(kindWord.toLowerCase()))
  if (kind === undefined || name === '' || rest.length > 0)
    throw new UsageError(
      `${target} is no Deployment, StatefulSet or DaemonSet; expected one such as deployment/web`,
    )
  const scope = new ObjectScope(options, [name])
  const scenario = await loadView(options, 'rollout')
  const { durationUs } = scenario.spec
  const observer = new ClusterObserver(scenario.spec)
  runTo(observer, viewUs(options, scenario, 0))
  const wordNow = (): RolloutWord | undefined =>
    kind
      .read(observer)
      .find((one) => scope.holds(one.namespace, one.name, {}))
      ?.word()
  const found = wordNow()
  if (found === undefined) return scope.report(kind.noun, [], output)
  let word = found
  const say = (): void => {
    if (word.isError) output.err(word.text)
    else output.out(word.text)
  }
  say()
  if (!word.isDone)
    observer.watchObjects(durationUs, () => {
      if (word.isDone) return
      const next = wordNow()
      // kubectl hears of each status, and what it says of the rollout changes less often.
      if (next === undefined || next.text === word.text) return
      word = next
      say()
    })
  if (!word.isDone) output.err('the run ends before the rollout does\n')
  return word.isError || !word.isDone ? ExitCode.Regression : ExitCode.Done
}
