import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.FSDirectory;

/**
 * Asks a Lucene index every query of a file, on one thread.
 *
 * <p>LuceneSearch FOLDER QUERIES bare|json WARM_SECONDS ROUNDS
 *
 * <p>A round is every query once. Rounds are gone through for WARM_SECONDS before those that
 * count, so that all is compiled; with WARM_SECONDS 0 and one round it is what a fresh process
 * does. json: with the answer written, the score, number and text of ten passages, into a buffer
 * in memory. The cache that Lucene keeps of parts of queries is off: it would answer these from
 * the round before.
 *
 * <p>Prints "open" and its microseconds, then a line a query: class, number, microseconds (the
 * median of the rounds), matches, and number and score of what was found; then "resident" and the
 * kB held now and at most.
 */
public final class LuceneSearch {
    private static final class Asked {
        String type, number;
        Query query;
        long[] nanoseconds;
        TopDocs found;
    }

    private final IndexSearcher searcher;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream(1 << 16);
    private final boolean json;

    private LuceneSearch(IndexSearcher searcher, boolean json) {
        this.searcher = searcher;
        this.json = json;
    }

    private static List<Asked> read(String path) throws IOException, ParseException {
        QueryParser parser = new QueryParser("text", new LuceneText());
        List<Asked> all = new ArrayList<>();

        parser.setDefaultOperator(QueryParser.Operator.AND);
        for (String line : Files.readAllLines(Paths.get(path), StandardCharsets.UTF_8)) {
            String[] columns = line.split("\t");
            Asked asked = new Asked();

            asked.type = columns[0];
            asked.number = columns[1];
            asked.query = parser.parse(columns[2]);
            all.add(asked);
        }
        return all;
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);

            if (c == '"' || c == '\\')
                out.append('\\').append(c);
            else if (c < ' ')
                out.append(String.format("\\u%04x", (int) c));
            else
                out.append(c);
        }
        out.append('"');
    }

    private void write(TopDocs found) throws IOException {
        StringBuilder out = new StringBuilder("{\"total\":").append(found.totalHits.value);

        out.append(",\"items\":[");
        for (ScoreDoc hit : found.scoreDocs) {
            Document document = searcher.doc(hit.doc);

            out.append(hit == found.scoreDocs[0] ? "" : ",").append("{\"id\":");
            out.append(document.getField("id").numericValue()).append(",\"score\":");
            out.append(hit.score).append(",\"text\":");
            quote(out, document.get("text"));
            out.append('}');
        }
        answer.reset();
        answer.write(out.append("]}").toString().getBytes(StandardCharsets.UTF_8));
    }

    private void ask(Asked asked, int round) throws IOException {
        long start = System.nanoTime();

        asked.found = searcher.search(asked.query, 10);
        if (json)
            write(asked.found);
        asked.nanoseconds[round] = System.nanoTime() - start;
    }

    private void round(List<Asked> all, int round) throws IOException {
        for (Asked asked : all)
            ask(asked, round);
    }

    private void measure(List<Asked> all, double warm, int rounds) throws IOException {
        long end = System.nanoTime() + (long) (warm * 1e9);

        for (Asked asked : all)
            asked.nanoseconds = new long[rounds];
        while (System.nanoTime() < end)
            round(all, 0);
        for (int i = 0; i < rounds; i++)
            round(all, i);
    }

    private void print(Asked asked) throws IOException {
        StringBuilder hits = new StringBuilder();

        Arrays.sort(asked.nanoseconds);
        for (ScoreDoc hit : asked.found.scoreDocs)
            hits.append(String.format("%d:%.4f ", hit.doc, hit.score));
        System.out.printf("%s\t%s\t%.3f\t%d\t%s%n", asked.type, asked.number,
                asked.nanoseconds[asked.nanoseconds.length / 2] / 1e3,
                searcher.count(asked.query), hits);
    }

    private static void printResident() throws IOException {
        String now = "", most = "";

        for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
            if (line.startsWith("VmRSS:"))
                now = line.replaceAll("\\D", "");
            else if (line.startsWith("VmHWM:"))
                most = line.replaceAll("\\D", "");
        }
        System.out.printf("resident\t%s\t%s%n", now, most);
    }

    public static void main(String[] arguments) throws IOException, ParseException {
        List<Asked> all = read(arguments[1]);
        int rounds = Integer.parseInt(arguments[4]);
        long start = System.nanoTime();
        DirectoryReader reader = DirectoryReader.open(FSDirectory.open(Paths.get(arguments[0])));
        IndexSearcher searcher = new IndexSearcher(reader);
        LuceneSearch search = new LuceneSearch(searcher, arguments[2].equals("json"));

        searcher.setSimilarity(new BM25Similarity());
        searcher.setQueryCache(null);
        System.out.printf("open\t%.3f%n", (System.nanoTime() - start) / 1e3);
        search.measure(all, Double.parseDouble(arguments[3]), rounds);
        for (Asked asked : all)
            search.print(asked);
        printResident();
        reader.close();
    }
}
