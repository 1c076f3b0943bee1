import { type Type } from '@nestjs/common';
import { type ServiceName, servicePorts } from '@secureconnect/contracts';
import { type Settings } from '../config/setting';
import { platformSettings } from '../config/platform.settings';
import { type DatabaseOptions } from '../database/database.options';
import { type FrontDoor } from '../http/front-door';
import { type SocketAdapter } from '../sockets/socket-server.adapter';
import { type ServiceCommand } from './service-command';

/** All that makes one service different from the next. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  /** Its composition root. */
  readonly module: Type;
  /** What takes requests before the framework does; a provider of the module. */
  readonly door?: Type<FrontDoor>;
  /** What makes its Socket.IO server, where that is more than this instance's own. */
  readonly sockets?: SocketAdapter;
  /** Types of bodies that its `@Streamed()` routes read themselves, as they come; other routes refuse them. */
  readonly streams?: readonly string[];
  /** What it reads from the environment beyond what every service reads. */
  readonly settings?: Settings;
  readonly entities?: DatabaseOptions['entities'];
  readonly migrations?: DatabaseOptions['migrations'];
  /** What its program does instead of serving when the first argument says so. */
  readonly commands?: Readonly<Record<string, ServiceCommand>>;
}

/** Everything a service reads from the environment. */
export const settingsOf = ({ name, settings = {} }: ServiceDefinition) => ({
  ...platformSettings(servicePorts[name]),
  ...settings,
});
