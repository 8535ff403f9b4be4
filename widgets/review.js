import { join } from "./page/page.js";
import { mountSitting } from "./quiz_view.js";

export default {
  render({ model, el }) {
    const link = join(model);
    el.classList.add("bedstretch", "bedstretch-quiz", "bedstretch-review");
    const leave = mountSitting({ model, el, link });
    return () => {
      leave();
      link.leave();
    };
  },
};
