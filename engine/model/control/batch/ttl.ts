/**
 * Jobs that are done and have a `ttlSecondsAfterFinished` (Z25): deleted when it is over, by a GET and a DELETE.
 * Source: kubernetes v1.36 pkg/controller/ttlafterfinished/ttlafterfinished_controller.go, processJob and processTTL.
 * Simplified: the Job leaves the API at once, and not behind its pods (foreground deletion).
 */
import type { ClusterState } from '../../cluster-state.ts'
import { ApiCall } from '../api-client.ts'
import {
  type Controller,
  ControllerId,
  type ControllerRule,
  keepsNoPods,
  syncDone,
  wakeAt,
} from '../controller.ts'
import { jobSpecOf } from './job-pods.ts'
import { deleteJob } from './job-watch.ts'

/** Source: pkg/controller/apis/config/v1alpha1, concurrent-ttl-after-finished-syncs. */
const workers = 5

/** A key is a Job. */
export const ttlController: ControllerRule = {
  ...keepsNoPods,
  name: 'ttl-after-finished-controller',
  objects: 'jobs',
  workers,
  sync,
  mayActOnNodes: ({ controllers }) => controllers[ControllerId.Ttl].isBusy,
  nextActUs: ({ controllers }) => controllers[ControllerId.Ttl].queue.nextDueUs,
  workloadOf: ({ job: jobs }, job) => jobs.workload[job],
}

function sync(state: ClusterState, controller: Controller, job: number): number {
  const { job: jobs, nowUs } = state
  if (!Number.isNaN(jobs.deletedAtUs[job])) return syncDone
  const { client } = controller
  if (jobs.expiry[job] === 2) {
    deleteJob(state, job)
    return syncDone
  }
  const expiresUs = jobs.finishedAtUs[job] + jobSpecOf(state, job).ttlUs!
  if (nowUs < expiresUs) {
    wakeAt(state, controller, job, expiresUs)
    return syncDone
  }
  jobs.expiry[job]++
  return client.call(state, jobs.expiry[job] === 1 ? ApiCall.Get : ApiCall.Delete, jobs.workload[job])
}
