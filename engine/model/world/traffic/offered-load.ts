/**
 * First tries that a Service gets from outside: a constant or a profile, times the factors of `traffic` faults. Where the rate changes steadily it goes by
 * steps of 5 %, each with the mean of the rate over it, so that no request is lost.
 */
import type { FaultSpec, RatePoint } from '../../../contract/cluster-spec.ts'
import { usPerSecond } from '../../../kernel/time.ts'

export type TrafficFault = Extract<FaultSpec, { readonly kind: 'traffic' }>

/** Linear from one time to another; constant in the first and last piece. */
type Piece = { readonly fromUs: number; readonly toUs: number; readonly from: number; readonly to: number }

const stepShare = 0.05
/** Of the rate at the higher end: a rise from nothing has no share of itself. */
const stepShareMin = 0.01

export class OfferedLoad {
  private readonly factors: readonly (readonly Piece[])[]
  /** The step of now, and of each factor the piece that it lies in. */
  private readonly pieceNow: Int32Array
  private stepEndUs = -Infinity
  private stepRate = 0

  constructor(
    requestsPerSecond: number,
    profile: readonly RatePoint[] | undefined,
    faults: readonly TrafficFault[],
  ) {
    this.factors = [
      profile === undefined ? [constantPiece(requestsPerSecond)] : piecesOf(profile),
      ...faults.map(faultPieces),
    ]
    this.pieceNow = new Int32Array(this.factors.length)
  }

  /** When the rate changes next, at that time or later; Infinity = it stays as it is. Times never go back. */
  nextUs(atUs: number): number {
    this.advance(atUs)
    return this.stepEndUs
  }

  /** Requests per second at a time, until the step ends: the same at whatever moments of the step it is asked for. */
  rate(atUs: number): number {
    this.advance(atUs)
    return this.stepRate
  }

  private advance(atUs: number): void {
    if (atUs < this.stepEndUs) return
    let endUs = Infinity
    for (const [factor, pieces] of this.factors.entries()) {
      while (atUs >= pieces[this.pieceNow[factor]].toUs) this.pieceNow[factor]++
      endUs = Math.min(endUs, stepEndUs(pieces[this.pieceNow[factor]], atUs))
    }
    const first = this.product(atUs)
    this.stepRate = endUs === Infinity ? first : (first + this.product(endUs)) / 2
    this.stepEndUs = endUs
  }

  /** By the pieces of now, at a later time. */
  private product(atUs: number): number {
    return this.factors.reduce(
      (product, pieces, factor) => product * valueAt(pieces[this.pieceNow[factor]], atUs),
      1,
    )
  }
}

function constantPiece(value: number, fromUs = -Infinity, toUs = Infinity): Piece {
  return { fromUs, toUs, from: value, to: value }
}

function piecesOf(points: readonly RatePoint[]): Piece[] {
  const first = points[0]
  const last = points[points.length - 1]
  const between = points.slice(1).map((point, index) => ({
    fromUs: points[index].atUs,
    toUs: point.atUs,
    from: points[index].requestsPerSecond,
    to: point.requestsPerSecond,
  }))
  return [
    constantPiece(first.requestsPerSecond, -Infinity, first.atUs),
    ...between,
    constantPiece(last.requestsPerSecond, last.atUs),
  ]
}

/** 1 before and after the fault, its factor while it lasts, reached in a straight line. */
function faultPieces({ atUs, factor, rampUs, forUs = Infinity }: TrafficFault): Piece[] {
  const endUs = atUs + forUs
  const topUs = Math.min(atUs + rampUs, endUs)
  const reached = rampUs === 0 ? factor : 1 + ((factor - 1) * (topUs - atUs)) / rampUs
  const pieces = [
    constantPiece(1, -Infinity, atUs),
    { fromUs: atUs, toUs: topUs, from: 1, to: reached },
    constantPiece(factor, topUs, endUs),
    constantPiece(1, endUs),
  ]
  return pieces.filter(({ fromUs, toUs }) => fromUs < toUs)
}

function valueAt({ fromUs, toUs, from, to }: Piece, atUs: number): number {
  return from === to ? from : from + ((to - from) * (atUs - fromUs)) / (toUs - fromUs)
}

function stepEndUs(piece: Piece, atUs: number): number {
  const { fromUs, toUs, from, to } = piece
  if (from === to) return toUs
  const slope = Math.abs(to - from) / (toUs - fromUs)
  const step = Math.max(stepShare * valueAt(piece, atUs), stepShareMin * Math.max(from, to))
  return Math.min(toUs, atUs + Math.max(1, Math.ceil(step / slope)))
}

/** A rate over a length, as a number of requests. */
export function requestsIn(perSecond: number, lengthUs: number): number {
  return (perSecond * lengthUs) / usPerSecond
}
