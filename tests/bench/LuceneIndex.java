import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Indexes a file of passages, one a line, on one thread.
 *
 * <p>LuceneIndex FOLDER PASSAGES RAM_MB bare|stored
 *
 * <p>stored: with the text, for answers that show it. Prints the seconds that indexing took up to
 * its commit, those of merging all into one segment, and the bytes of text.
 */
public final class LuceneIndex {
    private static long addAll(IndexWriter writer, Path passages, boolean stored)
            throws IOException {
        Field text = new TextField("text", "", stored ? Field.Store.YES : Field.Store.NO);
        StoredField id = new StoredField("id", 0);
        Document document = new Document();
        int n = 0;
        String line;

        document.add(text);
        if (stored)
            document.add(id);
        try (BufferedReader in = Files.newBufferedReader(passages, StandardCharsets.UTF_8)) {
            while ((line = in.readLine()) != null) {
                text.setStringValue(line);
                id.setIntValue(n++);
                writer.addDocument(document);
            }
        }
        return Files.size(passages) - n;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    public static void main(String[] arguments) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(new LuceneText());

        config.setRAMBufferSizeMB(Double.parseDouble(arguments[2]));
        config.setSimilarity(new BM25Similarity());
        config.setMergeScheduler(new SerialMergeScheduler());
        try (Directory folder = FSDirectory.open(Paths.get(arguments[0]));
                IndexWriter writer = new IndexWriter(folder, config)) {
            long start = System.nanoTime();
            long bytes = addAll(writer, Paths.get(arguments[1]), arguments[3].equals("stored"));
            double adding, merging;

            writer.commit();
            adding = seconds(start);
            start = System.nanoTime();
            writer.forceMerge(1);
            writer.commit();
            merging = seconds(start);
            System.out.printf("%.3f\t%.3f\t%d%n", adding, merging, bytes);
        }
    }
}
