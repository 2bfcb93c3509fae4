/** The stories of the pods that have one name, as one: a pod may be replaced by one of its name. */

import type { StoryFact } from '../contract/pod-story.ts'
import type { ClusterState, PodId } from '../model/cluster-state.ts'
import type { ProbeRowSink } from '../model/metrics/probe-row-sink.ts'
import { StoryTeller } from './story-teller.ts'

export class PodStories implements ProbeRowSink {
  private readonly tellers: StoryTeller[] = []

  /** A pod of the name: it was there before the run, or comes now. */
  meet(state: ClusterState, pod: PodId, isFromBefore: boolean): void {
    const teller = new StoryTeller(state, pod)
    if (isFromBefore) teller.begin()
    this.tellers.push(teller)
  }

  row(...row: Parameters<ProbeRowSink['row']>): void {
    for (const teller of this.tellers) teller.row(...row)
  }

  /** Looks for what an event has changed. @param touched the pod that it may have changed; default: any. */
  look(touched?: PodId): void {
    for (const teller of this.tellers) if (touched === undefined || touched === teller.pod) teller.look()
  }

  /** In order of time, then as they came. */
  facts(): StoryFact[] {
    return this.tellers.flatMap((teller) => teller.story()).sort((a, b) => a.seconds - b.seconds)
  }
}
