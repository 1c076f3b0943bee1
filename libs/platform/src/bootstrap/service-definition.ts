import { type Type } from '@nestjs/common';
import { type ServiceName, servicePorts } from '@secureconnect/contracts';
import { type Settings } from '../config/setting';
import { platformSettings } from '../config/platform.settings';
import { type DatabaseOptions } from '../database/database.options';

/** All that makes one service different from the next. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  /** Its composition root. */
  readonly module: Type;
  /** What it reads from the environment beyond what every service reads. */
  readonly settings?: Settings;
  readonly entities?: DatabaseOptions['entities'];
  readonly migrations?: DatabaseOptions['migrations'];
}

/** Everything a service reads from the environment. */
export const settingsOf = ({ name, settings = {} }: ServiceDefinition) => ({
  ...platformSettings(servicePorts[name]),
  ...settings,
});
