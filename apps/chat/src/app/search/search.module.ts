import { Module } from '@nestjs/common';
import { SearchController } from './search.controller';
import { SearchIndex } from './search-index.adapter';
import { SearchMessages } from './search-messages.use-case';

/** Messages found by their words. */
@Module({ controllers: [SearchController], providers: [SearchIndex, SearchMessages] })
export class SearchModule {}
