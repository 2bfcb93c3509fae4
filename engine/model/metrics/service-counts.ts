/**
 * Endpoints of Services: writes of slices per bucket and workload, and per Service; pods that a Service offers, per workload; how few
 * endpoints a Service had. Facts come in the order of time.
 */
import { GrowingColumn } from './growing-column.ts'
import { type LevelTimes, SummedLevel } from './summed-level.ts'

export class ServiceCounts {
  /** By bucket, then workload: `bucket * workloads + workload`. */
  readonly bucketSliceWrites: Float64Array
  /** By workload, after the warm-up. */
  readonly sliceWrites: Float64Array
  /** Pods that a Service offers as ready, by workload. */
  readonly offered: SummedLevel
  /** By Service, after the warm-up. */
  readonly serviceSliceWrites: Float64Array
  /** Ready endpoints now; the least number of them since `leastFromUs`; `Infinity` = that time has not come. */
  readonly readyCount: Float64Array
  readonly leastReady: Float64Array
  /** Time without any, after the warm-up. */
  readonly noneReadyUs: Float64Array
  /** Pods that no Service offers from a time on. */
  readonly removedPod = new GrowingColumn()
  readonly removedUs = new GrowingColumn()
  private readonly sinceUs: Float64Array
  private readonly workloads: number
  private readonly times: LevelTimes & { readonly leastReadyFromUs: number }

  constructor(
    sizes: LevelTimes & {
      readonly workloads: number
      readonly services: number
      readonly buckets: number
      readonly leastReadyFromUs: number
    },
  ) {
    const { workloads, services } = sizes
    // Without Services there are no such columns.
    const buckets = services === 0 ? 0 : sizes.buckets
    this.workloads = workloads
    this.times = sizes
    this.bucketSliceWrites = new Float64Array(buckets * workloads)
    this.sliceWrites = new Float64Array(workloads)
    this.offered = new SummedLevel(workloads, buckets, sizes)
    this.serviceSliceWrites = new Float64Array(services)
    this.readyCount = new Float64Array(services)
    this.leastReady = new Float64Array(services).fill(Infinity)
    this.noneReadyUs = new Float64Array(services)
    this.sinceUs = new Float64Array(services)
  }

  /** A slice is created, changed or deleted. It counts for the workload of the first pod that it is written for. */
  sliceWritten(service: number, workload: number, timeUs: number): void {
    const { intervalUs, warmUpUs } = this.times
    this.bucketSliceWrites[Math.floor(timeUs / intervalUs) * this.workloads + workload]++
    if (timeUs < warmUpUs) return
    this.sliceWrites[workload]++
    this.serviceSliceWrites[service]++
  }

  /** A pod becomes a ready endpoint of its first Service, or is none of its last any more. */
  podOffered(workload: number, change: number, timeUs: number): void {
    this.offered.change(workload, change, timeUs)
  }

  /** No proxy sends it anything from then on. */
  podRemoved(pod: number, timeUs: number): void {
    this.removedPod.push(pod)
    this.removedUs.push(timeUs)
  }

  /** So many endpoints of a Service more, or less, are ready. */
  readyChanged(service: number, change: number, timeUs: number): void {
    this.advance(service, timeUs)
    this.readyCount[service] += change
  }

  /** The run is over. */
  finish(): void {
    for (let service = 0; service < this.readyCount.length; service++)
      this.advance(service, this.times.durationUs)
    this.offered.finish()
  }

  private advance(service: number, nowUs: number): void {
    const { warmUpUs, leastReadyFromUs } = this.times
    const fromUs = this.sinceUs[service]
    if (nowUs === fromUs) return
    this.sinceUs[service] = nowUs
    const ready = this.readyCount[service]
    if (nowUs > leastReadyFromUs && ready < this.leastReady[service]) this.leastReady[service] = ready
    if (ready === 0 && nowUs > warmUpUs) this.noneReadyUs[service] += nowUs - Math.max(fromUs, warmUpUs)
  }
}
