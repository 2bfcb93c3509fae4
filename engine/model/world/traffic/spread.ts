/**
 * How requests spread over targets. Each request goes to any target that proxies know; or clients keep their connections, and only those that break are spread
 * anew: then the share of a target is what has been spread since it came. So a change costs the same whatever the number of targets.
 */

/** What the targets of a group are to the spread, together. */
export type Shares = {
  /** Targets that are known. */
  known: number
  /** Sum of `joined` of those, and of `kept` of the others. */
  joined: number
  kept: number
}

export class Spread {
  readonly keepsConnections: boolean
  known = 0
  /** Share of all connections that each known target has been given so far. */
  base = 0
  /** Share of clients that nobody takes. */
  unconnected = 1

  constructor(keepsConnections: boolean) {
    this.keepsConnections = keepsConnections
  }

  /** Share of all requests that meets no endpoint. */
  get nowhere(): number {
    return this.keepsConnections ? this.unconnected : this.known === 0 ? 1 : 0
  }

  /** Share of all requests that a group gets. */
  shareOf({ known, joined, kept }: Shares): number {
    if (!this.keepsConnections) return known === 0 ? 0 : known / this.known
    return Math.max(0, known * this.base - joined + kept)
  }

  /** Connections with this share break, and clients connect anew. */
  breaks(share: number): void {
    if (this.known === 0) this.unconnected += share
    else this.base += share / this.known
  }

  /** There is somebody to connect to again. */
  connects(): void {
    if (this.known === 0) return
    this.base += this.unconnected / this.known
    this.unconnected = 0
  }
}
