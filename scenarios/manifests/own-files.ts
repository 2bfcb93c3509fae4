/**
 * Files that a scenario names for itself: kubelet configurations and static pods. What they hold belongs where it is named,
 * also if the files lie among the inputs.
 */
import { resolve } from 'node:path'
import type { Located } from '../text/located.ts'
import type { TypedObject } from './objects.ts'

export class OwnFiles {
  private readonly objects = new Map<string, readonly TypedObject[]>()
  private readonly names = new Set<string>()

  /** What the path, as written, stands for. */
  set(path: string, objects: readonly TypedObject[]): void {
    this.objects.set(path, objects)
    for (const { at } of objects) this.names.add(resolve(at.source.name))
  }

  has(path: string): boolean {
    return this.objects.has(path)
  }

  /** Undefined if it could not be read, which was reported. */
  get(path: string): readonly TypedObject[] | undefined {
    return this.objects.get(path)
  }

  /** Objects of other files. */
  without(objects: readonly TypedObject[]): TypedObject[] {
    return objects.filter(({ at }) => !this.names.has(resolve(at.source.name)))
  }
}

/** Values of a scenario that name such files. They are needed before it is read, and checked with it. */
export function ownPaths(scenario: Located): Located[] {
  const pools = scenario.at('spec', 'nodes').items()
  const faults = scenario.at('spec', 'faults').items()
  return [
    ...pools.map((pool) => pool.get('kubelet')),
    ...pools.flatMap((pool) => pool.get('staticPods').items()),
    ...faults.map((fault) => fault.get('manifest')),
  ].filter((path) => typeof path.value === 'string' && path.value !== '')
}
