/** Why a pod came, and why it has to go, in words, with the rules of `docs/kubelet-rules.md`. */
import type { Fact, VictimReason } from '../engine/contract/pod-story.ts'
import { readableDuration } from './readable.ts'

type Of<Kind extends Fact['kind']> = Extract<Fact, { readonly kind: Kind }>
type Words = readonly [what: string, rules: string]

/** By the kind of its owner. */
const keeperRules: Readonly<Record<string, string>> = {
  ReplicaSet: 'W1',
  ReplicationController: 'W1',
  DaemonSet: 'W3',
  StatefulSet: 'W4',
  Job: 'W5',
}

export function creationWords({ by, replaces }: Of<'created'>): Words {
  if (by === null) return ['is created', '']
  const place = replaces === null ? '' : `, in the place of the ${replaces} before it`
  return [`is created by ${by}${place}`, keeperRules[by.slice(0, by.indexOf('/'))] ?? '']
}

const victimTexts: Readonly<Record<VictimReason, string>> = {
  'all go': 'none of them stays',
  'has no node': 'it has no node, and the next one has',
  'is not running': 'it does not run yet, and the next one does',
  'is not ready': 'it is not ready, and the next one is',
  'costs less to delete': 'its deletion costs less than that of the next one',
  'has more neighbours': 'more pods of its owner are on its node than on that of the next one',
  'has been ready for less time': 'it has been ready for less time than the next one',
  'has restarted more': 'it has restarted more often than the next one',
  'is younger': 'it is younger than the next one',
  chance: 'nothing tells it from the next one, so chance decides',
}

export function fateWords(fact: Of<'chosen' | 'tainted' | 'spared' | 'evicted'>): Words {
  switch (fact.kind) {
    case 'chosen': {
      const deletes = `which deletes ${fact.count} of ${fact.of} pods`
      return [`is chosen by ${fact.by ?? 'its owner'}, ${deletes}: ${victimTexts[fact.reason]}`, 'W1, Z22']
    }
    case 'tainted':
      return [
        `is to be evicted at ${readableDuration(Number(fact.evictedSeconds.toFixed(3)))}: its node has ${fact.taints.join(', ')}`,
        'N7',
      ]
    case 'spared':
      return ['is not evicted: the taint of its node has gone in time', 'N7']
    case 'evicted':
      return [`is evicted for ${fact.taints.join(', ')}`, 'N7']
  }
}
