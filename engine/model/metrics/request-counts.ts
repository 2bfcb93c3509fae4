/**
 * Requests, as amounts: tries, those that fail, those that are tried again. A try counts when it is sent, for the workload of the pod that it is sent to; of one
 * that finds no endpoint each workload of the Service has its part. What a pod loses when it ends counts then.
 */
import { usPerSecond } from '../../kernel/time.ts'
import type { MetricsSizes } from './metrics-sizes.ts'
import type { LevelTimes } from './summed-level.ts'

/** Amounts per second. */
type RequestRates = { readonly requests: number; readonly failed: number; readonly retried: number }

export class RequestCounts {
  /** By bucket, then workload: `bucket * workloads + workload`. */
  readonly bucketRequests: Float64Array
  readonly bucketFailed: Float64Array
  /** By workload, after the warm-up. */
  readonly requests: Float64Array
  readonly failed: Float64Array
  readonly retried: Float64Array
  /** By Service, after the warm-up. */
  readonly serviceRequests: Float64Array
  readonly serviceFailed: Float64Array
  readonly serviceRetried: Float64Array
  /** By workload, since time 0. */
  readonly failedEver: Float64Array
  private readonly workloads: number
  private readonly times: LevelTimes

  constructor(sizes: LevelTimes & Pick<MetricsSizes, 'workloads' | 'services' | 'buckets' | 'hasTraffic'>) {
    const { workloads, services } = sizes
    const buckets = sizes.hasTraffic ? sizes.buckets : 0
    this.workloads = workloads
    this.times = sizes
    this.bucketRequests = new Float64Array(buckets * workloads)
    this.bucketFailed = new Float64Array(buckets * workloads)
    this.requests = new Float64Array(workloads)
    this.failed = new Float64Array(workloads)
    this.retried = new Float64Array(workloads)
    this.failedEver = new Float64Array(workloads)
    this.serviceRequests = new Float64Array(services)
    this.serviceFailed = new Float64Array(services)
    this.serviceRetried = new Float64Array(services)
  }

  /** @param workload -1 = the Service selects none. */
  add(service: number, workload: number, fromUs: number, toUs: number, rates: RequestRates): void {
    const { requests, failed, retried } = rates
    const seconds = Math.max(0, toUs - Math.max(fromUs, this.times.warmUpUs)) / usPerSecond
    this.serviceRequests[service] += requests * seconds
    this.serviceFailed[service] += failed * seconds
    this.serviceRetried[service] += retried * seconds
    if (workload < 0) return
    this.requests[workload] += requests * seconds
    this.failed[workload] += failed * seconds
    this.retried[workload] += retried * seconds
    this.failedEver[workload] += (failed * (toUs - fromUs)) / usPerSecond
    this.addToBuckets(workload, fromUs, toUs, requests, failed)
  }

  /** Requests that a pod loses at a moment. They have been counted as sent. */
  lost(service: number, workload: number, timeUs: number, requests: number): void {
    const counted = timeUs < this.times.warmUpUs ? 0 : requests
    this.serviceFailed[service] += counted
    if (workload < 0) return
    this.failed[workload] += counted
    this.failedEver[workload] += requests
    this.bucketFailed[Math.floor(timeUs / this.times.intervalUs) * this.workloads + workload] += requests
  }

  private addToBuckets(
    workload: number,
    fromUs: number,
    toUs: number,
    requests: number,
    failed: number,
  ): void {
    const { intervalUs } = this.times
    for (let at = fromUs; at < toUs; ) {
      const bucket = Math.floor(at / intervalUs)
      const endUs = Math.min(toUs, (bucket + 1) * intervalUs)
      const seconds = (endUs - at) / usPerSecond
      this.bucketRequests[bucket * this.workloads + workload] += requests * seconds
      this.bucketFailed[bucket * this.workloads + workload] += failed * seconds
      at = endUs
    }
  }
}
