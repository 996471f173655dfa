package io.trunkline.api.event;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

@Configuration(proxyBeanMethods = false)
class EventConfiguration {
  private static final long RETRY_MS = 500;

  @Bean
  ConcurrentKafkaListenerContainerFactory<byte[], byte[]> eventContainers(
      ConsumerFactory<byte[], byte[]> consumers) {
    var containers = new ConcurrentKafkaListenerContainerFactory<byte[], byte[]>();
    containers.setConsumerFactory(consumers);
    containers.setBatchListener(true);
    containers.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
    // What gets here is an outage, so the same batch is tried until it is over.
    containers.setCommonErrorHandler(
        new DefaultErrorHandler(new FixedBackOff(RETRY_MS, FixedBackOff.UNLIMITED_ATTEMPTS)));
    return containers;
  }
}
