# shellcheck shell=bash
# Sourced. What is meant for workers and clients in somebody's environment is not meant for one under test or measure.

# forget_settings [NAME]: unsets the variables of Celery and Celeriac, all but that one.
forget_settings() {
  local name
  # shellcheck disable=SC2031
  for name in ${!CELERY_@} ${!CELERIAC_@}; do
    if [[ $name != "${1-}" ]]; then unset "$name"; fi
  done
}
