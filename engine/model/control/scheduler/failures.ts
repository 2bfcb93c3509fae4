/** What the scheduler says of pods that it finds no node for: each different saying once, by number. Its words are those of an observer. */

/** What has become of preemption (D3): why it does not help, by nodes; that it waits for its victims, or is not allowed; or it goes on. */
export type PreemptionOutcome =
  | { readonly kind: 'helps' | 'waits' | 'never' }
  /** `refused`: nodes that would not take the pod without its victims either, by bit of `Reason`. */
  | {
      readonly kind: 'none'
      readonly withoutVictims: number
      readonly unhelpful: number
      readonly refused: readonly number[]
    }

export type Failure = {
  /** Nodes that there are. */
  readonly nodes: number
  /** Nodes by bit of `Reason`; one may lack several things. */
  readonly refused: readonly number[]
  /** Of a pod that may go to some nodes only, as its controller says: the others. */
  readonly elsewhere: number
  readonly preemption: PreemptionOutcome
}

export class Failures {
  readonly list: Failure[] = []
  private readonly numbers = new Map<string, number>()

  numberOf(failure: Failure): number {
    const key = JSON.stringify(failure)
    let number = this.numbers.get(key)
    if (number === undefined) {
      number = this.list.push(failure) - 1
      this.numbers.set(key, number)
    }
    return number
  }
}
