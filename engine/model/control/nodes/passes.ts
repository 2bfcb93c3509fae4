/**
 * When the monitor was where. A pass that has nothing to do takes next to no time, so passes are a grid until one has; of those that take time it is
 * noted when each node had its turn. A renewal of a lease counts from the first visit after it (N2).
 */
import type { NodeId } from '../../ids.ts'

type Pass = {
  readonly beganUs: number
  /** By node; NaN = its turn has not come. Undefined = all had it as the pass began. */
  readonly visitedUs: Float64Array | undefined
}

/** A lease is renewed more often than so many passes begin. */
const keptMax = 4

export class Passes {
  private readonly periodUs: number
  private readonly idleUs: number
  /** From one pass to the next, where neither has anything to do. */
  private stepUs: number
  /** Begin of the next pass that is made, or of one that was or would be. */
  private gridUs: number
  /** The newest of those that were made, oldest first. */
  private kept: Pass[] = []
  /** No pass is made: all of them are on the grid. */
  private isIdle = true

  /** @param idleUs length of a pass that has nothing to do. */
  constructor(firstUs: number, periodUs: number, idleUs: number) {
    this.gridUs = firstUs
    this.periodUs = periodUs
    this.idleUs = idleUs
    this.stepUs = periodUs + idleUs
  }

  /** Begin of the first pass of the grid at that time or after. */
  nextUs(timeUs: number): number {
    return this.gridUs + Math.ceil((timeUs - this.gridUs) / this.stepUs) * this.stepUs
  }

  /** A pass is made from now on. @param nodes of which it notes the visits; 0 = it takes no time. */
  begin(nowUs: number, nodes: number): void {
    if (this.isIdle) this.kept = []
    this.isIdle = false
    const visitedUs = nodes > 0 ? new Float64Array(nodes).fill(Number.NaN) : undefined
    this.kept.push({ beganUs: nowUs, visitedUs })
    if (this.kept.length > keptMax) this.kept.shift()
  }

  visited(node: NodeId, nowUs: number): void {
    const visits = this.kept.at(-1)?.visitedUs
    if (visits !== undefined) visits[node] = nowUs
  }

  /** The pass is through. Returns when the next begins; it need not be made. */
  end(nowUs: number): number {
    const hadWork = this.kept.at(-1)?.visitedUs !== undefined
    this.gridUs = nowUs + (hadWork ? this.periodUs : this.stepUs)
    return this.gridUs
  }

  /** No more passes are made. @param lengthUs how long each would take beside looking. */
  rest(lengthUs = 0): void {
    this.isIdle = true
    this.stepUs = this.periodUs + this.idleUs + lengthUs
  }

  /** When the node had its turn first, at that time or after; Infinity = it has not been there. */
  firstVisitUs(node: NodeId, fromUs: number): number {
    const { kept, stepUs } = this
    // Those before the first that was made.
    if (kept.length > 0 && fromUs <= kept[0].beganUs)
      return kept[0].beganUs - Math.floor((kept[0].beganUs - fromUs) / stepUs) * stepUs
    for (const { beganUs, visitedUs } of kept) {
      const visitUs = visitedUs === undefined ? beganUs : visitedUs[node]
      if (visitUs >= fromUs) return visitUs
    }
    if (kept.length === 0) return this.nextUs(fromUs)
    return this.isIdle ? this.nextUs(Math.max(fromUs, this.gridUs)) : Infinity
  }
}
