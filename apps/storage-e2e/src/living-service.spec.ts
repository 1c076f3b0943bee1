import { describeLivingService } from '@secureconnect/living-service';

describeLivingService('storage', { shownBy: 'auth' });
