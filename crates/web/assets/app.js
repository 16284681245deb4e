// What scripts add. Every page works without any of it.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "govuk-frontend";
import { filters } from "./scripts/filters.js";
import { copyAndPrint } from "./scripts/page.js";
import { refresh } from "./scripts/refresh.js";
import { sortableTables } from "./scripts/sort.js";
import { uploads } from "./scripts/upload.js";

for (const Component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
]) {
  createAll(Component);
}

filters();
copyAndPrint();
refresh();
sortableTables();
uploads();
