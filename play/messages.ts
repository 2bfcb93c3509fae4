/** What the page and its worker tell each other. */
import type { PodStory } from '../engine/contract/pod-story.ts'
import type { ReplicationResult, RunResult } from '../engine/contract/run-result.ts'
import type { PlayValues } from './fields.ts'
import type { PlaygroundData } from './study.ts'

/** To a worker of its own: tell the story of a pod of replication 1, as `probestorm explain` does. */
export type StoryOrder = {
  readonly number: number
  readonly spec: string
  readonly values: PlayValues
  readonly namespace: string
  readonly pod: string
}

/** To the worker: run this study with these values instead of what runs now. */
export type PlayOrder = {
  /** Of all orders of this page: news of an earlier one is too late. */
  readonly number: number
  /** The spec as `devalue` writes it. */
  readonly spec: string
  readonly values: PlayValues
  readonly replications: number
}

/** From the worker: each replication as it ends, with what all of them so far say together; or why there is none. */
export type PlayNews = { readonly number: number } & (
  | {
      readonly kind: 'replication'
      readonly replication: ReplicationResult
      readonly study: Omit<RunResult, 'replications'>
      readonly isLast: boolean
      /** By workload the pod that hung or was restarted most in replication 1, where one was. */
      readonly eventful: Readonly<Record<string, string>>
      /** Since the study started. */
      readonly milliseconds: number
    }
  | { readonly kind: 'story'; readonly story: PodStory | undefined }
  | { readonly kind: 'error'; readonly message: string }
)

/** From the loader: what a pasted text says, or why it cannot be simulated; problems as the command line prints them. */
export type PasteNews =
  | {
      readonly play: PlaygroundData
      readonly notes: readonly string[]
      readonly warnings: readonly string[]
    }
  | { readonly problems: readonly string[] }
