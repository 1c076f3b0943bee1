import { runService } from '@secureconnect/platform';
import { service } from './app/service';

void runService(service);
