/** The process's one logger, for who writes lines by the thousand; everybody else uses Nest's. */
export const PROCESS_LOGGER = Symbol('platform:process-logger');
