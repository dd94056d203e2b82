package rouse.contracts.status;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What {@code GET /api/why/{id}} answers: from what was asked for back to its evidence.
 *
 * @param id what was asked for
 * @param complete whether the last entry is evidence that nothing of ours caused
 * @param chain the events, each before its cause
 * @param story the same for people, the newest first, with what the containers left behind and who
 *     was told
 */
public record CauseChain(
    String id, boolean complete, List<IncidentView.Entry> chain, List<StoryLine> story) {
  public CauseChain {
    chain = chain == null ? List.of() : List.copyOf(chain);
    story = story == null ? List.of() : List.copyOf(story);
  }

  /** The same with each line changed. */
  public CauseChain withLines(UnaryOperator<StoryLine> change) {
    return new CauseChain(id, complete, chain, story.stream().map(change).toList());
  }
}
