/** What each rule of advice is about, for the catalogue of code scanning. docs/advice.md says why. */
import { type AdviceRule, adviceRules } from '../../engine/contract/advice-result.ts'

type RuleText = {
  readonly title: string
  /** What it costs, and what to do, in general. */
  readonly help: string
}

const texts: { readonly [Rule in AdviceRule]: RuleText } = {
  'startup-budget': {
    title: 'A container may be killed while it starts up',
    help: 'The startup probe, or the liveness probe where there is none, gives up before one start in a thousand is over. Raise failureThreshold, or add a startup probe.',
  },
  'late-answers': {
    title: 'A healthy container fails a probe too often',
    help: 'More than one answer in a thousand comes after the timeout, or late and failed answers in a row make more than one false restart a month. Raise timeoutSeconds, or failureThreshold where slow phases last or answers fail.',
  },
  'liveness-before-readiness': {
    title: 'Liveness gives up before readiness does',
    help: 'The container is restarted before its traffic is taken away. Make liveness more tolerant than readiness, so that overload sheds load first.',
  },
  'liveness-like-readiness': {
    title: 'Liveness and readiness are the same probe',
    help: 'Whatever takes the container out of traffic restarts it too. Give liveness a higher failureThreshold, or an endpoint of its own.',
  },
  'timeout-beyond-period': {
    title: 'The timeout of a probe is longer than its period',
    help: 'Runs of a probe do not overlap: a hang is noticed after failureThreshold timeouts. Shorten the timeout, or lengthen the period.',
  },
  'removal-after-drain': {
    title: 'A draining container is killed before its traffic is taken away',
    help: 'The readiness probe takes longer than the grace period to take out of traffic a container that is restarted. Shorten its period, or lengthen the grace period.',
  },
  'long-grace': {
    title: 'A container that hangs is killed only after a long grace period',
    help: 'A process that hangs does not hear SIGTERM, so a restart by its liveness probe waits for the grace period of the pod. Write a shorter terminationGracePeriodSeconds in the liveness probe.',
  },
  'liveness-asks-dependency': {
    title: 'A liveness probe depends on another service',
    help: 'When that service is slow or down, all containers that ask it are restarted together, which heals nothing. Answer liveness without asking others, and let readiness ask.',
  },
  'liveness-within-outage': {
    title: 'A liveness probe gives up before an outage that passes is over',
    help: 'The restarted process meets the same outage, so the restart fixes nothing. Answer liveness without what is away, find why the process hangs or is slow, or raise failureThreshold until failureThreshold - 1 periods are longer than the outage.',
  },
  'liveness-behind-requests': {
    title: 'A liveness probe waits with the requests, and times out as soon as one pod is missing',
    help: 'The restart that follows takes away one pod more. Answer the probe by a worker of its own, give it a longer timeout, or run more pods.',
  },
  'restarts-under-load': {
    title: 'Overload restarts pods instead of taking traffic away',
    help: 'Liveness gives up no later than readiness, and at the peak of the load no pod can be missed. Make liveness more tolerant than readiness, answer it by a worker of its own, or run more pods.',
  },
  'exec-cost': {
    title: 'Exec probes cost a node CPU time',
    help: 'Each run of an exec probe starts several processes. Use httpGet, tcpSocket or grpc, or probe less often.',
  },
}

/** Every rule, in the order of the documents, that of annotations last. */
export const ruleTexts: readonly (RuleText & { readonly id: string })[] = [
  ...adviceRules.map((id) => ({ id, ...texts[id] })),
  {
    id: 'ignore-annotation',
    title: 'An annotation silences nothing',
    help: 'An annotation probestorm.dev/ignore-<rule> has to name a rule and, behind a dot, a container if any, and give a reason. Correct or delete it.',
  },
]
