/** For tests: objects to change, and what the API server would say of them. */
import { Located, namedSource } from '../../text/located.ts'
import { objectCauses } from './check-object.ts'

/** A part of an object. */
export type Part = Readonly<Record<string, unknown>>

/** What a row of a table says: the object, and the beginning of each cause; none if it is accepted. */
export type Row = readonly [sentence: string, object: Part, causes: readonly string[]]

export const app: Part = { name: 'app', image: 'web:1' }

export function pod(spec: Part, metadata: Part = {}): Part {
  const { containers = [app], ...rest } = spec
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', ...metadata },
    spec: { containers, ...rest },
  }
}

/** A Pod whose container has these fields. */
export function podWithContainer(container: Part, spec: Part = {}): Part {
  return pod({ containers: [{ ...app, ...container }], ...spec })
}

/** A workload of `apps/v1` with a selector and a template. */
export function workload(kind: string, spec: Part, podSpec: Part = {}): Part {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [app], ...podSpec } },
      ...spec,
    },
  }
}

export function job(spec: Part, metadata: Part = {}): Part {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work', ...metadata },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [app] } }, ...spec },
  }
}

export function cronJob(spec: Part, metadata: Part = {}): Part {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', ...metadata },
    spec: {
      schedule: '0 2 * * *',
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [app] } } } },
      ...spec,
    },
  }
}

/** The causes of an object, each cut to the length of what is expected of it. */
export function causesLike(object: Part, expected: readonly string[]): string[] {
  const located = Located.root(object, namedSource('test'))
  return objectCauses(located, String(object.apiVersion), String(object.kind)).map(({ message }, index) =>
    message.slice(0, expected[index]?.length ?? message.length),
  )
}
