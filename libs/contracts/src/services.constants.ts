/** The five services and the port each listens on unless PORT says otherwise. */
export const servicePorts = { gateway: 8080, auth: 8081, chat: 8082, video: 8083, storage: 8084 } as const;

/** The name of one of the five services. */
export type ServiceName = keyof typeof servicePorts;

/** Their names, the gateway first. */
export const serviceNames = Object.keys(servicePorts) as ServiceName[];
