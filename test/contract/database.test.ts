import { memoryDatabase } from '../support/memory-database.ts';
import { databaseContract } from './database.ts';

databaseContract('memoryDatabase', memoryDatabase);
