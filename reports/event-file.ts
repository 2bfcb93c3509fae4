/** `events.ndjson`: one Kubernetes event a line, sorted by replication, first time, namespace and pod. */
import { join } from 'node:path'
import type { EventView } from '../engine/contract/cluster-view.ts'
import type { WrittenFile } from './csv-report.ts'
import { eventObject, replicationAnnotation } from './kubectl/event-object.ts'
import { TextFile } from './text-file.ts'

export class EventFile {
  readonly #file: TextFile

  constructor(directory: string) {
    this.#file = new TextFile(join(directory, 'events.ndjson'))
  }

  /** Appends the events of a replication that has finished. */
  add(replication: number, events: Iterable<EventView>): void {
    const annotations = { [replicationAnnotation]: String(replication) }
    for (const event of events) this.#file.write(`${JSON.stringify(eventObject(event, annotations))}\n`)
  }

  /** Completes the file. */
  finish(): WrittenFile {
    this.#file.close()
    return { name: 'events.ndjson', bytes: this.#file.bytes }
  }
}
