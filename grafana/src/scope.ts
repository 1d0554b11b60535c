/** Matchers of the variables that every dashboard has, for the telemetry of applications. */
export const SCOPE =
  'deployment_environment_name=~"$environment",service_name=~"$service",service_instance_id=~"$instance"'

/**
 * The same for batch jobs: of a job whose process is dead another process tells, which does not know the environment
 * that the dead one was in.
 */
export const JOB_SCOPE =
  'deployment_environment_name=~"$environment|",service_name=~"$service",service_instance_id=~"$instance"'

/** The same for what recording rules and alerts have: they name no process and no environment. */
export const RECORDED_SCOPE = 'service_name=~"$service"'
